import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Bilingual } from '../../core/bilingual.ts'
import type { Clock } from '../../core/clock.ts'
import type { DrawOctets } from '../../core/secret.ts'
import { PAGE_STYLE, type PageState, renderPage } from './render-page.ts'

export type PagePorts = {
  readonly clock: Clock
  readonly draw: DrawOctets
  /** Pauses the protection of the line that has this address now; whether there is one. */
  pause(address: string): Promise<boolean>
}

export type PageChoice = {
  readonly listen: { readonly address: string; readonly port: number }
  /** How browsers write the place of the page itself: `198.51.100.80`, or a name that nobody else has. */
  readonly host: string
  readonly contact: Bilingual
}

export type PageCounts = {
  readonly shown: number
  readonly paused: number
  readonly refused: number
}

const CONNECTION_COUNT_MAX = 512
const REQUEST_TIMEOUT_MS = 10_000
const BODY_OCTETS_MAX = 1_024
const TOKEN_AGE_MS_MAX = 10 * 60_000
/** Presses of one address within the age of a token; a person needs one. */
const PRESSES_MAX = 5
/** More than press at one time; beyond it the oldest are forgotten. */
const PRESSING_COUNT_MAX = 10_000
const KEY_OCTETS = 32

/**
 * Where blocked names lead. Writes nothing down: not the name, not the path, not who; it counts. A request for
 * anything is led to the page's own place, so that no script of the blocked site shares an origin with the button; the
 * button needs a token that only this place hands out, and is bound to the address that asked.
 */
export class BlockPage {
  readonly #choice: PageChoice
  readonly #ports: PagePorts
  readonly #key: Uint8Array
  readonly #server: Server
  readonly #presses = new Map<string, { count: number; sinceMs: number }>()
  #counts = { shown: 0, paused: 0, refused: 0 }

  private constructor(choice: PageChoice, ports: PagePorts) {
    this.#choice = choice
    this.#ports = ports
    this.#key = ports.draw(KEY_OCTETS)
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy())
    })
    this.#server.maxConnections = CONNECTION_COUNT_MAX
    this.#server.requestTimeout = REQUEST_TIMEOUT_MS
    this.#server.headersTimeout = REQUEST_TIMEOUT_MS
  }

  static async start(choice: PageChoice, ports: PagePorts): Promise<BlockPage> {
    const page = new BlockPage(choice, ports)
    page.#server.listen(choice.listen.port, choice.listen.address)
    await once(page.#server, 'listening')
    return page
  }

  get port(): number {
    const address = this.#server.address()
    return typeof address === 'object' && address ? address.port : 0
  }

  get counts(): PageCounts {
    return { ...this.#counts }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isOwnPlace = request.headers.host === this.#ownHost
    if (!isOwnPlace) return this.#leadHere(response)
    if (request.method === 'POST' && request.url === '/pause') return this.#press(request, response)
    this.#counts.shown++
    this.#show(request, response, 'blocked')
  }

  get #ownHost(): string {
    return this.port === 80 ? this.#choice.host : `${this.#choice.host}:${this.port}`
  }

  #leadHere(response: ServerResponse): void {
    response.writeHead(302, {
      ...HEADERS,
      location: `http://${this.#ownHost}/`,
      connection: 'close',
    })
    response.end()
  }

  async #press(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = addressOf(request)
    const { origin } = request.headers
    const isFromHere = origin === undefined || origin === `http://${this.#ownHost}`
    const token = new URLSearchParams(await bodyOf(request)).get('token') ?? ''
    if (!isFromHere || !this.#isValid(token, address) || !this.#mayPress(address)) {
      this.#counts.refused++
      return this.#show(request, response, 'again')
    }
    if (!(await this.#ports.pause(address))) return this.#show(request, response, 'unknown')
    this.#counts.paused++
    this.#show(request, response, 'paused')
  }

  #show(request: IncomingMessage, response: ServerResponse, state: PageState): void {
    const canPress = state === 'blocked' || state === 'again'
    const token = canPress ? this.#tokenFor(addressOf(request)) : null
    const body = renderPage(state, this.#choice.contact, token)
    response.writeHead(state === 'blocked' ? 403 : 200, {
      ...HEADERS,
      'content-type': 'text/html; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    })
    response.end(request.method === 'HEAD' ? undefined : body)
  }

  #tokenFor(address: string, madeMs = this.#ports.clock.nowMs()): string {
    const mac = createHmac('sha256', this.#key).update(`${madeMs} ${address}`).digest('base64url')
    return `${madeMs}.${mac}`
  }

  #isValid(token: string, address: string): boolean {
    const madeMs = Number(/^(\d{1,15})\./.exec(token)?.[1] ?? Number.NaN)
    const ageMs = this.#ports.clock.nowMs() - madeMs
    if (!(ageMs >= 0 && ageMs <= TOKEN_AGE_MS_MAX)) return false
    const expected = Buffer.from(this.#tokenFor(address, madeMs))
    const given = Buffer.from(token)
    return expected.length === given.length && timingSafeEqual(expected, given)
  }

  #mayPress(address: string): boolean {
    const nowMs = this.#ports.clock.nowMs()
    const held = this.#presses.get(address)
    const isRecent = held !== undefined && nowMs - held.sinceMs < TOKEN_AGE_MS_MAX
    const presses = isRecent ? held : { count: 0, sinceMs: nowMs }
    presses.count++
    this.#presses.delete(address)
    this.#presses.set(address, presses)
    if (this.#presses.size > PRESSING_COUNT_MAX) this.#presses.delete([...this.#presses.keys()][0]!)
    return presses.count <= PRESSES_MAX
  }
}

const styleDigest = createHash('sha256').update(PAGE_STYLE).digest('base64')
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleDigest}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

const addressOf = ({ socket }: IncomingMessage): string =>
  (socket.remoteAddress ?? '').replace(/^::ffff:/, '')

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request as AsyncIterable<Buffer>) {
    body += chunk.toString('latin1')
    if (body.length > BODY_OCTETS_MAX) return ''
  }
  return body
}
