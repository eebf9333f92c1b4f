import { createHash } from 'node:crypto'
import {
  isSignedBy,
  type PublicKey,
  publicKeyFrom,
  publicKeyOctets,
  type SigningKey,
} from '../warning/trust/signing-key.ts'
import { LogError } from './errors.ts'

/** Signature types of c2sp.org/signed-note: by the log itself, and by a witness with its time. */
export const NOTE_TYPES = { signature: 0x01, cosignature: 0x04 } as const
export type NoteType = (typeof NOTE_TYPES)[keyof typeof NOTE_TYPES]

/** Whose signatures are looked for. */
export type NoteKey = { readonly name: string; readonly type: NoteType; readonly key: PublicKey }

export type NoteSignature = {
  readonly name: string
  /** 8 hexadecimal digits. */
  readonly keyId: string
  readonly octets: Buffer
}

export type Note = {
  /** Ends in a newline. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

const NOTE_OCTETS_MAX = 65_536
const SIGNATURE_COUNT_MAX = 64
const SIGNATURE_LINE = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
const CONTROL = /[\x00-\x09\x0b-\x1f]/

export function noteKeyId({ name, type, key }: NoteKey): string {
  const octets = publicKeyOctets(key)
  if (!octets) throw new LogError('NOTE_KEY_INVALID', 'the key is no Ed25519 key')
  const hash = createHash('sha256').update(`${name}\n`).update(Buffer.of(type)).update(octets)
  return hash.digest('hex').slice(0, 8)
}

/** `example.com/foo+530d903a+AekyeR…`, as keys are given to somebody. */
export function formatNoteKey(noteKey: NoteKey): string {
  const octets = Buffer.concat([Buffer.of(noteKey.type), publicKeyOctets(noteKey.key)!])
  return `${noteKey.name}+${noteKeyId(noteKey)}+${octets.toString('base64')}`
}

/** Throws NOTE_KEY_INVALID, also when the id is not the one that follows from name and key. */
export function parseNoteKey(text: string): NoteKey {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/u.exec(text)
  const octets = Buffer.from(match?.[3] ?? '', 'base64')
  const type = octets[0]
  const isKnown = type === NOTE_TYPES.signature || type === NOTE_TYPES.cosignature
  if (!match || octets.length !== 33 || !isKnown) throw invalidKey()
  const key: NoteKey = { name: match[1]!, type, key: publicKeyFrom(octets.subarray(1)) }
  if (noteKeyId(key) !== match[2]) throw invalidKey()
  return key
}

/** Reads a note without believing it. Throws NOTE_MALFORMED. */
export function parseNote(text: string): Note {
  if (Buffer.byteLength(text) > NOTE_OCTETS_MAX || CONTROL.test(text) || !text.isWellFormed())
    throw malformed()
  const split = text.lastIndexOf('\n\n')
  const lines = text.slice(split + 2).split('\n')
  if (split < 0 || lines.pop() !== '' || lines.length < 1 || lines.length > SIGNATURE_COUNT_MAX)
    throw malformed()
  return { text: text.slice(0, split + 1), signatures: lines.map(parseSignatureLine) }
}

export function parseSignatureLine(line: string): NoteSignature {
  const match = SIGNATURE_LINE.exec(line)
  const octets = Buffer.from(match?.[2] ?? '', 'base64')
  if (!match || octets.length < 5) throw malformed()
  return { name: match[1]!, keyId: octets.toString('hex', 0, 4), octets: octets.subarray(4) }
}

export const formatSignatureLine = ({ name, keyId, octets }: NoteSignature): string =>
  `\u2014 ${name} ${Buffer.concat([Buffer.from(keyId, 'hex'), octets]).toString('base64')}\n`

export const formatNote = ({ text, signatures }: Note): string =>
  `${text}\n${signatures.map(formatSignatureLine).join('')}`

/** A log's own signature on a text. */
export function signNote(text: string, name: string, key: SigningKey): NoteSignature {
  const keyId = noteKeyId({ name, type: NOTE_TYPES.signature, key: key.publicKey })
  return { name, keyId, octets: key.sign(Buffer.from(text)) }
}

/**
 * Throws NOTE_UNSIGNED when none of the keys signed, and NOTE_SIGNATURE_WRONG when one of them seems to have
 * and has not: then somebody has changed the note.
 */
export function verifyNote(note: Note, keys: readonly NoteKey[]): void {
  let count = 0
  for (const noteKey of keys) {
    const keyId = noteKeyId(noteKey)
    const found = note.signatures.filter(
      (each) => each.name === noteKey.name && each.keyId === keyId,
    )
    for (const { octets } of found) {
      if (!isSignedBy(noteKey.key, Buffer.from(note.text), octets))
        throw new LogError(
          'NOTE_SIGNATURE_WRONG',
          `the signature of ${noteKey.name} is not its own`,
        )
      count++
    }
  }
  if (count === 0) throw new LogError('NOTE_UNSIGNED', 'no known key has signed the note')
}

const invalidKey = () => new LogError('NOTE_KEY_INVALID', 'this is no key of a signed note')
const malformed = () => new LogError('NOTE_MALFORMED', 'this is no signed note')
