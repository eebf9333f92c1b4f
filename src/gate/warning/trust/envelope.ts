import { canonicalJson } from './canonical-json.ts'
import { TrustError } from './errors.ts'
import { isSignedBy, keyIdOf, type PublicKey, type SigningKey } from './signing-key.ts'

/** A document and who signed it. What is signed is the canonical text of `signed`. */
export type Envelope<Document> = {
  readonly signed: Document
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[]
}

/** Whose signatures count for a role, and how many are needed. */
export type RoleKeys = {
  readonly keys: readonly PublicKey[]
  readonly threshold: number
}

/** More than any role has keys; each signature costs the reader a verification. */
const SIGNATURE_COUNT_MAX = 16

export function signEnvelope<Document>(
  signed: Document,
  keys: readonly SigningKey[],
): Envelope<Document> {
  const message = Buffer.from(canonicalJson(signed))
  const signatures = keys.map((key) => ({
    keyid: key.id,
    sig: key.sign(message).toString('base64url'),
  }))
  return { signed, signatures }
}

/** The text of an envelope as it travels. */
export const writeEnvelope = (envelope: Envelope<unknown>): string => canonicalJson(envelope)

/** Throws DOCUMENT_TOO_LARGE before anything is parsed, or DOCUMENT_MALFORMED. */
export function readEnvelope(text: string, octetCountMax: number): Envelope<unknown> {
  if (Buffer.byteLength(text) > octetCountMax)
    throw new TrustError('DOCUMENT_TOO_LARGE', `the document has over ${octetCountMax} octets`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new TrustError('DOCUMENT_MALFORMED', 'the document is not JSON', { cause })
  }
  const { signed, signatures } = (value ?? {}) as Partial<Envelope<unknown>>
  const isEnvelope =
    typeof signed === 'object' &&
    signed !== null &&
    Array.isArray(signatures) &&
    signatures.length <= SIGNATURE_COUNT_MAX &&
    signatures.every((each) => typeof each?.keyid === 'string' && typeof each?.sig === 'string')
  if (!isEnvelope) throw new TrustError('DOCUMENT_MALFORMED', 'the document is no signed document')
  return { signed, signatures }
}

/**
 * Throws SIGNATURES_TOO_FEW. Each key counts once, however often it signed and whatever it is called (the
 * flaw of GHSA-pwqf-9h7j-7mv8); signatures of keys that the role does not name count nothing.
 */
export function verifyEnvelope(envelope: Envelope<unknown>, role: RoleKeys): void {
  const message = Buffer.from(canonicalJson(envelope.signed))
  const good = role.keys.filter((key) => {
    const id = keyIdOf(key)
    return envelope.signatures.some(
      ({ keyid, sig }) => keyid === id && isSignedBy(key, message, Buffer.from(sig, 'base64url')),
    )
  })
  const count = new Set(good.map(keyIdOf)).size
  if (role.threshold < 1 || count < role.threshold)
    throw new TrustError(
      'SIGNATURES_TOO_FEW',
      `${count} good signatures of this role’s keys, ${role.threshold} are needed`,
    )
}
