import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Clock } from '../../core/clock.ts'
import type { DrawOctets } from '../../core/secret.ts'
import type { Receipt, ReceiptTally } from '../warning/receipt.ts'
import { TrustError } from '../warning/trust/errors.ts'
import type { Offer, Trusted } from '../warning/trust/follow.ts'
import { LIST_OCTETS_MAX } from '../warning/trust/list-document.ts'
import { readBounded } from '../warning/trust/read-bounded.ts'
import { signRequest } from '../warning/trust/request-signature.ts'
import type { SigningKey } from '../warning/trust/signing-key.ts'
import type { Warning } from '../warning/warning.ts'
import { SyncError } from './errors.ts'

export type HubPlace = {
  /** `https://hub.example.jp:8443/`. */
  readonly url: string
  /** PEM of the authority that the hub's certificate is of, where it is none of the public ones. */
  readonly ca?: string | undefined
  /** PEM of our own certificate and its key, where the hub asks for one. */
  readonly certificate?: { readonly cert: string; readonly key: string } | undefined
}

/** What the hub tells of a dispute, as far as it is used here. */
export type HeardDispute = {
  readonly warningId: string
  readonly dueAt: string
  readonly reason: { readonly code: string; readonly en: string; readonly ja: string } | null
}

export type Judgement = {
  readonly warningId: string
  /** `2026-11-21`, UTC. */
  readonly day: string
  readonly isRight: boolean
}

export type Joined = {
  readonly member: string
  readonly hub: string
}

/** An offer holds a list in JSON text, whose quotation marks are escaped. */
const OFFER_OCTETS_MAX = 2 * LIST_OCTETS_MAX
const ANSWER_OCTETS_MAX = 16 * 1024 * 1024
/** A checkpoint with 64 signatures, or a proof of 63 hashes. */
const LOG_ANSWER_OCTETS_MAX = 65_536
const TIMEOUT_MS = 60_000

/** Speaks to a hub in signed requests. What it brings is not yet believed: `follow` verifies. */
export class HubClient {
  readonly #place: HubPlace
  readonly #key: SigningKey
  readonly #clock: Clock
  readonly #draw: DrawOctets

  /** @param draw octets that nobody can foresee */
  constructor(place: HubPlace, key: SigningKey, clock: Clock, draw: DrawOctets) {
    this.#place = place
    this.#key = key
    this.#clock = clock
    this.#draw = draw
  }

  async roots(): Promise<readonly string[]> {
    const { roots } = await this.#ask<{ roots: string[] }>('GET', '/v1/roots')
    return roots
  }

  /** By which the hub says that its log is known: pinned when it is joined. */
  async logKey(): Promise<string> {
    const { logKey } = await this.#ask<{ logKey: string }>('GET', '/v1/roots')
    return String(logKey)
  }

  /** As it was signed; whether it holds is for `LogFollower` to say. */
  checkpoint(): Promise<string> {
    return this.#text('/log/checkpoint')
  }

  async consistency(oldSize: number, size: number): Promise<readonly Uint8Array[]> {
    const text = await this.#text(`/log/consistency/${oldSize}/${size}`)
    const lines = text.split('\n').filter((line) => line !== '')
    return lines.map((line) => Buffer.from(line, 'base64'))
  }

  join(invitation: string): Promise<Joined> {
    return this.#ask('POST', '/v1/join', { invitation, key: this.#key.publicKey })
  }

  async offer(trusted: Pick<Trusted, 'root' | 'list'>): Promise<Offer> {
    const { root, list } = trusted
    const where = list ? `&version=${list.version}&hash=${list.hash}` : ''
    const target = `/v1/list?root=${root.version}${where}`
    const offer = await this.#ask<Partial<Offer>>('GET', target, undefined, OFFER_OCTETS_MAX)
    const areTexts = (value: unknown): boolean =>
      Array.isArray(value) && value.every((each) => typeof each === 'string')
    if (typeof offer?.head !== 'string' || !areTexts(offer.roots) || !areTexts(offer.documents))
      throw new TrustError('DOCUMENT_MALFORMED', 'the hub’s answer is no offer')
    return offer as Offer
  }

  async acknowledge(holds: number, enforces: number): Promise<void> {
    await this.#ask('POST', '/v1/acknowledgements', { holds, enforces })
  }

  /** What became of each, in the same order: null, or the code of the refusal. */
  submit(warnings: readonly Warning[]): Promise<readonly (string | null)[]> {
    return this.#hand('/v1/submissions', { warnings })
  }

  /** What the hub holds of our own words, a page in the order of ids; empty at the end. */
  async said(afterId: string): Promise<readonly Warning[]> {
    const target = `/v1/submissions?after=${encodeURIComponent(afterId)}`
    const { warnings } = await this.#ask<{ warnings: Warning[] }>('GET', target)
    return warnings
  }

  /** Disputes about what we warned of: how they stand and why they ended so, never what the owner said. */
  async disputes(): Promise<readonly HeardDispute[]> {
    const { disputes } = await this.#ask<{ disputes: HeardDispute[] }>('GET', '/v1/disputes')
    return disputes
  }

  async report(
    sightings: readonly { warningId: string; day: string; isSeen: boolean }[],
  ): Promise<void> {
    await this.#ask('POST', '/v1/sightings', { sightings })
  }

  /** Which warnings we found right or wrong: yes or no, and the day. */
  async judge(judgements: readonly Judgement[]): Promise<void> {
    await this.#ask('POST', '/v1/judgements', { judgements })
  }

  /** What became of each, in the same order: null, or the code of the refusal. */
  sendReceipts(receipts: readonly Receipt[]): Promise<readonly (string | null)[]> {
    return this.#hand('/v1/receipts', { receipts })
  }

  /** What others lifted of what we had warned of and took back: how many, never who. */
  async receipts(): Promise<readonly ReceiptTally[]> {
    const { receipts } = await this.#ask<{ receipts: ReceiptTally[] }>('GET', '/v1/receipts')
    return receipts
  }

  async proofs(warningId: string): Promise<readonly string[]> {
    const { proofs } = await this.#ask<{ proofs: string[] }>('GET', `/v1/proofs/${warningId}`)
    return proofs
  }

  /**
   * Yields each time the hub says that something changed, and once at the beginning; ends when the line
   * does. A hub that says nothing for a while is taken for gone.
   */
  async *changes(signal: AbortSignal): AsyncGenerator<void> {
    const response = await this.#send('GET', '/v1/changes', Buffer.alloc(0), signal)
    if (response.statusCode !== 200) throw await refusalOf(response)
    for await (const chunk of response) if (/^event: /m.test(String(chunk))) yield
  }

  async #hand(target: string, body: object): Promise<readonly (string | null)[]> {
    const { outcomes } = await this.#ask<{ outcomes: { refusal: string | null }[] }>(
      'POST',
      target,
      body,
    )
    return outcomes.map(({ refusal }) => refusal)
  }

  async #text(target: string): Promise<string> {
    const response = await this.#send('GET', target, Buffer.alloc(0))
    if (response.statusCode !== 200) throw await refusalOf(response)
    return readBounded(response, LOG_ANSWER_OCTETS_MAX)
  }

  async #ask<Answer>(
    method: string,
    target: string,
    body?: unknown,
    octetCountMax = ANSWER_OCTETS_MAX,
  ): Promise<Answer> {
    const octets = Buffer.from(body === undefined ? '' : JSON.stringify(body))
    const response = await this.#send(method, target, octets)
    const status = response.statusCode ?? 0
    if (status < 200 || status >= 300) throw await refusalOf(response)
    const text = await readBounded(response, octetCountMax)
    if (text === '') return undefined as Answer
    try {
      return JSON.parse(text) as Answer
    } catch (cause) {
      throw new TrustError('DOCUMENT_MALFORMED', 'the hub’s answer is not JSON', { cause })
    }
  }

  #send(
    method: string,
    target: string,
    body: Buffer,
    signal?: AbortSignal,
  ): Promise<IncomingMessage> {
    const url = new URL(target, this.#place.url)
    const nonce = Buffer.from(this.#draw(18)).toString('base64url')
    const signable = { method, authority: url.host, target, body }
    const headers = {
      ...signRequest(signable, this.#key, nonce, this.#clock.nowMs()),
      host: url.host,
      ...(body.length > 0
        ? { 'content-type': 'application/json', 'content-length': body.length }
        : {}),
    }
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    return new Promise((resolve, reject) => {
      const call = send(
        url,
        {
          method,
          headers,
          timeout: TIMEOUT_MS,
          ...(signal ? { signal } : {}),
          ...(this.#place.ca === undefined ? {} : { ca: this.#place.ca }),
          ...this.#place.certificate,
        },
        resolve,
      )
      call.on('timeout', () => call.destroy(new Error('no answer in time')))
      call.on('error', (cause) =>
        reject(
          new SyncError('HUB_UNREACHABLE', `the hub did not answer: ${cause.message}`, { cause }),
        ),
      )
      call.end(body)
    })
  }
}

async function refusalOf(response: IncomingMessage): Promise<SyncError> {
  const text = await readBounded(response, 65_536).catch(() => '')
  let code = 'no code'
  try {
    code = String(JSON.parse(text).code).slice(0, 64)
  } catch {}
  return new SyncError('HUB_REFUSED', `the hub answered ${response.statusCode} (${code})`, {
    hubCode: code,
  })
}
