import {
  createHash,
  type KeyObject,
  sign,
  timingSafeEqual,
  verify,
  X509Certificate,
} from 'node:crypto'
import type { Clock } from '../../core/clock.ts'
import type { Confirm } from './confirm.ts'
import { LogError } from './errors.ts'

/**
 * An electronic seal as a detached JSON Web Signature over octets as they are (RFC 7515 appendix F, RFC 7797), with
 * the certificate of the organisation and the claimed time of sealing (`sigT`, ETSI TS 119 182-1). Whoever relies on it
 * builds the path of the certificate to an authority of its own choice; that is not looked at here.
 */
type SealHeader = {
  readonly alg: string
  readonly b64: false
  readonly crit: readonly ['b64', 'sigT']
  readonly sigT: string
  readonly x5c: readonly string[]
  readonly 'x5t#S256': string
}

export type Sealed = { readonly certificate: X509Certificate; readonly sealedAtMs: number }

const COMPACT = /^([\w-]{20,40000})\.\.([\w-]{20,2000})$/
const CERTIFICATE_COUNT_MAX = 8

/**
 * @param chain the organisation's certificate first, then those that lead to its authority
 * Throws SEAL_KEY_INVALID where the key is not that of the certificate, or of a kind that seals do not use.
 */
export function sealer(key: KeyObject, chain: readonly X509Certificate[], clock: Clock): Confirm {
  const [own] = chain
  if (!own || chain.length > CERTIFICATE_COUNT_MAX || !own.checkPrivateKey(key))
    throw new LogError('SEAL_KEY_INVALID', 'the certificate is not that of the key')
  const alg = algorithmOf(own.publicKey)
  return async (octets) => {
    const header: SealHeader = {
      alg,
      b64: false,
      crit: ['b64', 'sigT'],
      sigT: new Date(Math.floor(clock.nowMs() / 1000) * 1000).toISOString().replace('.000Z', 'Z'),
      x5c: chain.map(({ raw }) => raw.toString('base64')),
      'x5t#S256': createHash('sha256').update(own.raw).digest('base64url'),
    }
    const head = Buffer.from(JSON.stringify(header)).toString('base64url')
    const signature = sign(digestOf(alg), signedOf(head, octets), keyOptions(alg, key))
    return Buffer.from(`${head}..${signature.toString('base64url')}\n`)
  }
}

/** Throws SEAL_WRONG. The certificate is the one in the seal: whether it is trusted is the caller’s matter. */
export function readSeal(seal: Uint8Array, octets: Uint8Array): Sealed {
  try {
    const [, head, signature] = COMPACT.exec(Buffer.from(seal).toString('latin1').trim())!
    const header = JSON.parse(Buffer.from(head!, 'base64url').toString('utf8')) as SealHeader
    const [der] = header.x5c
    const certificate = new X509Certificate(Buffer.from(der!, 'base64'))
    const digest = createHash('sha256').update(certificate.raw).digest()
    const alg = algorithmOf(certificate.publicKey)
    const sealedAtMs = Date.parse(header.sigT)
    const isSound =
      header.alg === alg &&
      header.b64 === false &&
      header.crit.join() === 'b64,sigT' &&
      Number.isFinite(sealedAtMs) &&
      timingSafeEqual(digest, Buffer.from(header['x5t#S256'], 'base64url')) &&
      verify(
        digestOf(alg),
        signedOf(head!, octets),
        keyOptions(alg, certificate.publicKey),
        Buffer.from(signature!, 'base64url'),
      )
    if (isSound) return { certificate, sealedAtMs }
  } catch {
    // Malformed in whatever way: said once, below.
  }
  throw new LogError('SEAL_WRONG', 'the seal is not one on these octets')
}

const signedOf = (head: string, octets: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`${head}.`, 'latin1'), octets])

/** The algorithm follows from the key, so that nobody can talk us into a weaker one. */
function algorithmOf(key: KeyObject): string {
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {}
  if (key.asymmetricKeyType === 'rsa' && modulusLength >= 2048) return 'PS256'
  if (key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1') return 'ES256'
  if (key.asymmetricKeyType === 'ec' && namedCurve === 'secp384r1') return 'ES384'
  if (key.asymmetricKeyType === 'ed25519') return 'EdDSA'
  throw new LogError('SEAL_KEY_INVALID', 'RSA from 2048 bits, P-256, P-384 or Ed25519')
}

const digestOf = (alg: string): string | null =>
  alg === 'EdDSA' ? null : alg === 'ES384' ? 'sha384' : 'sha256'

/** RSA-PSS with a salt as long as the digest, and both numbers of ECDSA side by side (RFC 7518 §3). */
const keyOptions = (alg: string, key: KeyObject) =>
  alg === 'PS256'
    ? { key, padding: 6, saltLength: 32 }
    : alg.startsWith('ES')
      ? { key, dsaEncoding: 'ieee-p1363' as const }
      : { key }
