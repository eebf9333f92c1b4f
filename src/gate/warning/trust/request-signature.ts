import { createHash } from 'node:crypto'
import { MINUTE_MS } from '../../../core/time-span.ts'
import { TrustError } from './errors.ts'
import { isSignedBy, type PublicKey, type SigningKey } from './signing-key.ts'

/** A request as far as its signature covers it. Header names in lower case. */
export type SignedRequest = {
  readonly method: string
  /** Host and, where it is not the default, port: the `Host` header. */
  readonly authority: string
  /** Path and query, as on the request line. */
  readonly target: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
}

/** What a signature says of itself. Nothing of it is believed before `verifyRequest`. */
export type SignatureParameters = {
  readonly keyId: string
  readonly nonce: string
  readonly createdAtMs: number
}

const COMPONENTS = ['@method', '@authority', '@path', '@query', 'content-digest']
const TAG = 'noroshi'
/** Clocks of two companies may differ so much; a nonce is remembered for longer. */
export const REQUEST_AGE_MS_MAX = MINUTE_MS

const INPUT =
  /^noroshi=(\("[a-z@" -]+"\);created=(\d{1,12});nonce="([A-Za-z0-9_-]{16,64})";keyid="([0-9a-f]{64})";alg="ed25519";tag="noroshi")$/
const SIGNATURE = /^noroshi=:([A-Za-z0-9+/]{86}==):$/

/** Headers that sign a request (RFC 9421), with the digest of its body (RFC 9530). */
export function signRequest(
  request: Omit<SignedRequest, 'headers'>,
  key: SigningKey,
  nonce: string,
  nowMs: number,
): Record<string, string> {
  const headers = { 'content-digest': digestOf(request.body) }
  const list = COMPONENTS.map((name) => `"${name}"`).join(' ')
  const created = Math.floor(nowMs / 1000)
  const parameters = `(${list});created=${created};nonce="${nonce}";keyid="${key.id}";alg="ed25519";tag="${TAG}"`
  const base = signatureBase(COMPONENTS, { ...request, headers }, parameters)
  const signature = key.sign(Buffer.from(base)).toString('base64')
  return {
    ...headers,
    'signature-input': `noroshi=${parameters}`,
    signature: `noroshi=:${signature}:`,
  }
}

/** Who says that it signed; `undefined` when nobody does in the one form that is taken here. */
export function readSignature(headers: SignedRequest['headers']): SignatureParameters | undefined {
  const match = INPUT.exec(headers['signature-input'] ?? '')
  if (!match) return undefined
  return { createdAtMs: Number(match[2]) * 1000, nonce: match[3]!, keyId: match[4]! }
}

/** Throws SIGNATURES_TOO_FEW unless this key signed this very request within the last minute. */
export function verifyRequest(request: SignedRequest, key: PublicKey, nowMs: number): void {
  const { headers } = request
  const input = INPUT.exec(headers['signature-input'] ?? '')
  const signature = SIGNATURE.exec(headers['signature'] ?? '')?.[1]
  const parameters = readSignature(headers)
  const parametersText = input?.[1] ?? ''
  const listed = parametersText.slice(1, parametersText.indexOf(')'))
  const components = listed.replaceAll('"', '').split(' ')
  const isGood =
    parameters !== undefined &&
    signature !== undefined &&
    components.join() === COMPONENTS.join() &&
    Math.abs(nowMs - parameters.createdAtMs) <= REQUEST_AGE_MS_MAX &&
    headers['content-digest'] === digestOf(request.body) &&
    isSignedBy(
      key,
      Buffer.from(signatureBase(components, request, parametersText)),
      Buffer.from(signature, 'base64'),
    )
  if (!isGood)
    throw new TrustError('SIGNATURES_TOO_FEW', 'the request is not signed by this key, or too old')
}

/** RFC 9421 §2.5: what is signed. */
export function signatureBase(
  components: readonly string[],
  request: Omit<SignedRequest, 'body'>,
  parameters: string,
): string {
  const lines = components.map((name) => `"${name}": ${componentOf(name, request)}`)
  return [...lines, `"@signature-params": ${parameters}`].join('\n')
}

function componentOf(name: string, request: Omit<SignedRequest, 'body'>): string {
  const [path, ...query] = request.target.split('?')
  switch (name) {
    case '@method':
      return request.method
    case '@authority':
      return request.authority.toLowerCase()
    case '@path':
      return path!
    case '@query':
      return `?${query.join('?')}`
    default:
      return (request.headers[name] ?? '').trim()
  }
}

const digestOf = (body: Uint8Array): string =>
  `sha-256=:${createHash('sha256').update(body).digest('base64')}:`
