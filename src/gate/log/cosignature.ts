import { isSignedBy, type SigningKey } from '../warning/trust/signing-key.ts'
import { LogError } from './errors.ts'
import { NOTE_TYPES, type Note, type NoteKey, type NoteSignature, noteKeyId } from './note.ts'

const TIME_OCTETS = 8

/** A witness's word that a checkpoint was the newest it had seen at this second (c2sp.org/tlog-cosignature). */
export function cosign(text: string, name: string, key: SigningKey, nowMs: number): NoteSignature {
  const seconds = BigInt(Math.floor(nowMs / 1000))
  const time = Buffer.alloc(TIME_OCTETS)
  time.writeBigUInt64BE(seconds)
  const signature = key.sign(message(text, seconds))
  const keyId = noteKeyId({ name, type: NOTE_TYPES.cosignature, key: key.publicKey })
  return { name, keyId, octets: Buffer.concat([time, signature]) }
}

/**
 * When each of the witnesses saw the note, newest first; each witness counts once. Throws
 * NOTE_SIGNATURE_WRONG when one seems to have signed and has not.
 */
export function cosignedAtMs(note: Note, witnesses: readonly NoteKey[]): number[] {
  const times = witnesses.flatMap((witness) => {
    const keyId = noteKeyId(witness)
    const own = note.signatures.filter((each) => each.name === witness.name && each.keyId === keyId)
    const seen = own.map(({ octets }) => verifiedAtMs(note.text, witness, octets))
    return seen.length > 0 ? [Math.max(...seen)] : []
  })
  return times.sort((a, b) => b - a)
}

function verifiedAtMs(text: string, witness: NoteKey, octets: Buffer): number {
  const seconds = octets.length > TIME_OCTETS ? octets.readBigUInt64BE() : 0n
  if (!isSignedBy(witness.key, message(text, seconds), octets.subarray(TIME_OCTETS)))
    throw new LogError('NOTE_SIGNATURE_WRONG', `the cosignature of ${witness.name} is not its own`)
  return Number(seconds) * 1000
}

const message = (text: string, seconds: bigint): Buffer =>
  Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`)
