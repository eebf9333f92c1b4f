import { NoroshiError } from '../../core/error.ts'

export const RELEASE_ERROR_CODES = [
  'RELEASE_SUBJECT_INVALID',
  'RELEASE_NOT_FOUND',
  /** Seconds are over, or it was another who released; it can still be revoked, with a reason. */
  'RELEASE_UNDO_LATE',
  /** A release, a lift and their ends are decisions: they have a person and a reason. */
  'RELEASE_UNSIGNED',
] as const

export type ReleaseErrorCode = (typeof RELEASE_ERROR_CODES)[number]

export class ReleaseError extends NoroshiError<ReleaseErrorCode> {
  override readonly name = 'ReleaseError'
}
