import { NoroshiError } from '../../core/error.ts'

export const LOG_ERROR_CODES = [
  'NOTE_MALFORMED',
  'NOTE_KEY_INVALID',
  /** Signed by nobody whom we know. */
  'NOTE_UNSIGNED',
  /** A key that we know, and a signature that is not its own. */
  'NOTE_SIGNATURE_WRONG',
  'CHECKPOINT_MALFORMED',
  /** Of another log. */
  'CHECKPOINT_FOREIGN',
  /** No witness has seen it lately: somebody may keep us in the past. */
  'CHECKPOINT_STALE',
  'WITNESSES_TOO_FEW',
  /** Smaller than a tree that was seen. */
  'LOG_ROLLED_BACK',
  /** Not the tree that was seen with more behind it: two stories. */
  'LOG_FORKED',
  'PROOF_MALFORMED',
  /** The entry is not where the proof says. */
  'INCLUSION_WRONG',
  /** The statement is not what the entry commits to. */
  'COMMITMENT_WRONG',
  /** The signed list says something that stands nowhere in the log. */
  'STATEMENT_UNLOGGED',
  /** A witness did not put its name to a checkpoint. */
  'WITNESS_REFUSED',
  'LOG_ENTRY_TOO_LARGE',
  /** A tile is missing or has the wrong length. */
  'LOG_DAMAGED',
  /** The time-stamping authority did not answer, refused, or stamped something else. */
  'TIME_STAMP_REFUSED',
  /** The key is not that of the certificate, or of a kind that seals do not use. */
  'SEAL_KEY_INVALID',
  /** Not a seal, or one on something else. */
  'SEAL_WRONG',
] as const

export type LogErrorCode = (typeof LOG_ERROR_CODES)[number]

export class LogError extends NoroshiError<LogErrorCode> {
  override readonly name = 'LogError'
}
