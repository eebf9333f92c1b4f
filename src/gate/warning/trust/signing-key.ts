import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { promisify } from 'node:util'
import { canonicalHash } from './canonical-json.ts'
import { TrustError } from './errors.ts'

/** As documents carry it: the 32 octets of an Ed25519 public key (RFC 8032), base64url. */
export type PublicKey = { readonly keytype: 'ed25519'; readonly public: string }

const signElsewhere = promisify(sign)

const KEY_OCTETS = 32
const SIGNATURE_OCTETS = 64
/** What stands before the 32 octets in PKCS #8 and in SubjectPublicKeyInfo (RFC 8410 §7, §4). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/**
 * A key is named by the hash of itself, so that a document cannot give one key two names and have its
 * signature counted twice.
 */
export const keyIdOf = (key: PublicKey): string =>
  canonicalHash({ keytype: key.keytype, public: key.public })

/** An Ed25519 key that can sign. The seed stays in the object; nothing prints it. */
export class SigningKey {
  readonly publicKey: PublicKey
  readonly id: string
  readonly #private: KeyObject
  readonly #seed: Uint8Array

  /** @param seed 32 octets that nobody can foresee */
  constructor(seed: Uint8Array) {
    if (seed.length !== KEY_OCTETS)
      throw new TrustError('KEY_FILE_INVALID', 'an Ed25519 seed has 32 octets')
    this.#seed = Uint8Array.from(seed)
    this.#private = createPrivateKey({
      key: Buffer.concat([PKCS8_PREFIX, seed]),
      format: 'der',
      type: 'pkcs8',
    })
    const spki = createPublicKey(this.#private).export({ format: 'der', type: 'spki' })
    this.publicKey = {
      keytype: 'ed25519',
      public: spki.subarray(SPKI_PREFIX.length).toString('base64url'),
    }
    this.id = keyIdOf(this.publicKey)
  }

  sign(message: Uint8Array): Buffer {
    return sign(null, message, this.#private)
  }

  /** In another thread: of 27 MB a signature takes a tenth of a second. */
  signLong(message: Uint8Array): Promise<Buffer> {
    return signElsewhere(null, message, this.#private)
  }

  /** For the key file and nothing else. */
  exportSeed(): string {
    return Buffer.from(this.#seed).toString('base64url')
  }
}

/** The 32 octets of a public key; `undefined` when it is none. */
export function publicKeyOctets(key: PublicKey): Buffer | undefined {
  const octets = Buffer.from(key.public, 'base64url')
  const isKey = key.keytype === 'ed25519' && octets.length === KEY_OCTETS
  return isKey && octets.toString('base64url') === key.public ? octets : undefined
}

export function publicKeyFrom(octets: Uint8Array): PublicKey {
  return { keytype: 'ed25519', public: Buffer.from(octets).toString('base64url') }
}

/** False for whatever is not a good signature; never throws, because keys and signatures come from outside. */
export function isSignedBy(key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean {
  const octets = publicKeyOctets(key)
  if (!octets || signature.length !== SIGNATURE_OCTETS) return false
  try {
    const publicKey = createPublicKey({
      key: Buffer.concat([SPKI_PREFIX, octets]),
      format: 'der',
      type: 'spki',
    })
    return verify(null, message, publicKey, signature)
  } catch {
    return false
  }
}
