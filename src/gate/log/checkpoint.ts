import type { SigningKey } from '../warning/trust/signing-key.ts'
import { LogError } from './errors.ts'
import { HASH_OCTETS } from './merkle.ts'
import { formatNote, type Note, type NoteKey, parseNote, signNote, verifyNote } from './note.ts'

/** A tree and which log it is of (c2sp.org/tlog-checkpoint). */
export type TreeHead = { readonly size: number; readonly root: Uint8Array }
export type Checkpoint = TreeHead & { readonly origin: string }

export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`
}

/** The text of a checkpoint's note. Throws CHECKPOINT_MALFORMED. */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split('\n')
  const [origin, size, root, ...extensions] = lines
  const octets = Buffer.from(root ?? '', 'base64')
  const isCheckpoint =
    origin &&
    size &&
    /^(0|[1-9]\d*)$/.test(size) &&
    Number.isSafeInteger(Number(size)) &&
    octets.length === HASH_OCTETS &&
    octets.toString('base64') === root &&
    extensions.pop() === '' &&
    extensions.every((line) => line !== '')
  if (!isCheckpoint) throw new LogError('CHECKPOINT_MALFORMED', 'this is no checkpoint')
  return { origin, size: Number(size), root: octets }
}

/** The log's name is its origin. */
export function signCheckpoint(checkpoint: Checkpoint, key: SigningKey): string {
  const text = formatCheckpoint(checkpoint)
  return formatNote({ text, signatures: [signNote(text, checkpoint.origin, key)] })
}

/** Throws CHECKPOINT_FOREIGN and whatever `verifyNote` and the two parsers throw. */
export function openCheckpoint(
  text: string,
  logKeys: readonly NoteKey[],
): { readonly checkpoint: Checkpoint; readonly note: Note } {
  const note = parseNote(text)
  const checkpoint = parseCheckpoint(note.text)
  const own = logKeys.filter(({ name }) => name === checkpoint.origin)
  if (own.length === 0)
    throw new LogError('CHECKPOINT_FOREIGN', 'the checkpoint is of a log that is not known here')
  verifyNote(note, own)
  return { checkpoint, note }
}
