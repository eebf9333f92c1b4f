import { NoroshiError } from '../../core/error.ts'

export const CONSENT_ERROR_CODES = [
  /** A wording lacks a language or a sentence, or is too long to be read. */
  'TERMS_INVALID',
  'TERMS_NOT_FOUND',
  /** A later version changed what is agreed to; nobody can still agree to this one. */
  'TERMS_OUTDATED',
  /** The subscriber was shown other words than these. */
  'TERMS_DIGEST_MISMATCH',
  'SUBSCRIBER_INVALID',
  'SUBSCRIBER_NOT_FOUND',
  /** The contract ended; the history is kept, and nothing is added to it. */
  'SUBSCRIBER_GONE',
  /** No prefix, one for more lines than one can be, or one that another line of the same request has. */
  'LINE_INVALID',
  /** The address was given to somebody else after what this message says. */
  'LINE_OUTDATED',
  /** They said no after what this says; general terms or an older paper do not undo that. */
  'GRANT_OLDER_THAN_WITHDRAWAL',
  'PAUSE_INVALID',
  /** No CSV with the columns that are needed, or too large. */
  'CONSENT_FILE_INVALID',
  /** A file of proof was changed after it was made, or is none. */
  'PROOF_INVALID',
  /** Used, run out, or never made. */
  'CONSENT_LINK_INVALID',
] as const

export type ConsentErrorCode = (typeof CONSENT_ERROR_CODES)[number]

export class ConsentError extends NoroshiError<ConsentErrorCode> {
  override readonly name = 'ConsentError'
}
