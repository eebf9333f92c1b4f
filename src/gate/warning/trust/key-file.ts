import { closeSync, fstatSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { canonicalJson } from './canonical-json.ts'
import { TrustError } from './errors.ts'
import { SigningKey } from './signing-key.ts'

const KIND = 'noroshi-ed25519-key'
const OTHERS_MAY = 0o077

/** Writes a new file that only its owner may read. An existing file is never overwritten: it may be the only copy. */
export function writeKeyFile(path: string, key: SigningKey): void {
  const descriptor = openSync(path, 'wx', 0o600)
  try {
    const text = canonicalJson({ kind: KIND, id: key.id, seed: key.exportSeed() })
    writeSync(descriptor, `${text}\n`)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Throws KEY_FILE_MISSING, KEY_FILE_EXPOSED or KEY_FILE_INVALID; no message repeats what is in it. */
export function readKeyFile(path: string): SigningKey {
  const text = readPrivately(path)
  const invalid = () =>
    new TrustError('KEY_FILE_INVALID', `${path} is not a key file of this program`)
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    throw invalid()
  }
  const { kind, id, seed } = (content ?? {}) as Record<string, unknown>
  if (kind !== KIND || typeof seed !== 'string') throw invalid()
  const octets = Buffer.from(seed, 'base64url')
  if (octets.length !== 32) throw invalid()
  const key = new SigningKey(octets)
  // A damaged seed is a good seed of another key: only the id tells.
  if (key.id !== id) throw invalid()
  return key
}

function readPrivately(path: string): string {
  let descriptor: number
  try {
    descriptor = openSync(path, 'r')
  } catch (cause) {
    throw new TrustError('KEY_FILE_MISSING', `${path} cannot be opened`, { cause })
  }
  try {
    // The opened file is asked, not the path: between two looks at a path it can be another file.
    if ((fstatSync(descriptor).mode & OTHERS_MAY) !== 0)
      throw new TrustError('KEY_FILE_EXPOSED', `others may read ${path}; chmod 600, and replace it`)
    return readFileSync(descriptor, 'utf8')
  } finally {
    closeSync(descriptor)
  }
}
