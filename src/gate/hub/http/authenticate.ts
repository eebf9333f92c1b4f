import type { FastifyRequest } from 'fastify'
import { NoroshiError } from '../../../core/error.ts'
import { sourcePrefix } from '../../../core/source-prefix.ts'
import {
  REQUEST_AGE_MS_MAX,
  readSignature,
  type SignedRequest,
  verifyRequest,
} from '../../warning/trust/request-signature.ts'
import type { PublicKey } from '../../warning/trust/signing-key.ts'
import { HubError } from '../errors.ts'
import type { Member } from '../member.ts'
import type { HttpContext } from './http-context.ts'

/** More than all members can send within the age of a request. */
const NONCE_COUNT_MAX = 1_000_000

/** Remembers the nonces of requests that could still be sent again. */
export class Nonces {
  readonly #seen = new Map<string, number>()

  /** Whether it is new. */
  take(nonce: string, nowMs: number): boolean {
    for (const [old, untilMs] of this.#seen) {
      if (untilMs > nowMs && this.#seen.size < NONCE_COUNT_MAX) break
      this.#seen.delete(old)
    }
    if (this.#seen.has(nonce)) return false
    this.#seen.set(nonce, nowMs + 2 * REQUEST_AGE_MS_MAX)
    return true
  }
}

export const bodyOf = (request: FastifyRequest): Buffer =>
  Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)

/** Which member asks. Throws REQUEST_UNSIGNED or REQUEST_LIMITED; says no more than that. */
export async function memberAsking(
  request: FastifyRequest,
  { hub, clock, limits }: HttpContext,
  nonces: Nonces,
): Promise<Member> {
  const signed = signedRequestOf(request)
  const keyId = readSignature(signed.headers)?.keyId
  const known = keyId === undefined ? undefined : await hub.members.ofKey(keyId)
  try {
    if (!known) throw unsigned()
    checkSignature(signed, known.key, clock.nowMs(), nonces)
  } catch (error) {
    limits.strangers.spend(sourcePrefix(request.ip, 32))
    throw error
  }
  limits.requests.spend(known.member.id)
  return known.member
}

/** Throws REQUEST_UNSIGNED unless the key signed the request, and for the first time. */
export function checkSignature(
  signed: SignedRequest,
  key: PublicKey,
  nowMs: number,
  nonces: Nonces,
): void {
  try {
    verifyRequest(signed, key, nowMs)
  } catch (cause) {
    if (cause instanceof NoroshiError) throw unsigned(cause)
    throw cause
  }
  const { keyId, nonce } = readSignature(signed.headers)!
  if (!nonces.take(`${keyId} ${nonce}`, nowMs)) throw unsigned()
}

export function signedRequestOf(request: FastifyRequest): SignedRequest {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  )
  return {
    method: request.method,
    authority: headers['host'] ?? '',
    target: request.raw.url ?? '',
    headers,
    body: bodyOf(request),
  }
}

/**
 * Whose token it is, in whichever way software carries one: `X-Api-Key` (CrowdSec), `Bearer`, `Token`, or the
 * password of Basic (TAXII clients).
 */
export async function tokenAsking(
  request: FastifyRequest,
  face: string,
  { hub, limits }: HttpContext,
  requests = limits.requests,
): Promise<{ member: Member; secret: string }> {
  const secret = secretOf(request)
  try {
    const member = await hub.tokens.open(secret ?? '', face)
    requests.spend(member.id)
    return { member, secret: secret! }
  } catch (error) {
    // A member that asks too often is no stranger: others may stand behind the same address.
    if (!(error instanceof HubError && error.code === 'REQUEST_LIMITED'))
      limits.strangers.spend(sourcePrefix(request.ip, 32))
    throw error
  }
}

function secretOf({ headers }: FastifyRequest): string | undefined {
  const key = headers['x-api-key']
  if (typeof key === 'string') return key
  const [scheme, value] = (headers.authorization ?? '').split(' ')
  if (value === undefined) return undefined
  if (/^basic$/i.test(scheme!)) {
    const pair = Buffer.from(value, 'base64').toString('utf8')
    return pair.slice(pair.indexOf(':') + 1)
  }
  return /^(bearer|token)$/i.test(scheme!) ? value : undefined
}

const unsigned = (cause?: unknown): HubError =>
  new HubError('REQUEST_UNSIGNED', 'no member in standing has signed this request', { cause })
