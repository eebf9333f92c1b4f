import { NoroshiError } from '../../core/error.ts'

export const HUB_ERROR_CODES = [
  'MEMBER_NOT_FOUND',
  /** An id names one organisation for ever, also in histories. */
  'MEMBER_ID_TAKEN',
  /** A field of the record is missing or makes no sense; vetting, contact and end are never optional. */
  'MEMBER_INVALID',
  /** Suspended, ended, or not yet joined. */
  'MEMBER_NOT_IN_STANDING',
  /** Has not the role that this needs. */
  'MEMBER_ROLE_MISSING',
  /** Unknown, used, expired or taken back: which of them is nobody's business. */
  'INVITATION_INVALID',
  /** No signature, an unknown key, another body, too old, or seen before. */
  'REQUEST_UNSIGNED',
  'ACCESS_TOKEN_INVALID',
  /** The use is not among those that the member was vetted for. */
  'USE_NOT_ALLOWED',
  'REQUEST_LIMITED',
  'SUBMISSION_TOO_LARGE',
  /** A version that this member was never given. */
  'ACKNOWLEDGEMENT_INVALID',
  'SIGHTING_INVALID',
  'JUDGEMENT_INVALID',
  /** About something that was not given to this member, or that was not taken back. */
  'RECEIPT_FOREIGN',
  'HUB_BODY_INVALID',
  'HUB_NOT_FOUND',
  /** Only a loopback address is served without TLS. */
  'HUB_TLS_REQUIRED',
  'HUB_NOT_INITIALISED',
  'WITNESS_NOT_INITIALISED',
  /** Nobody can be let into a console that does not run. */
  'HUB_CONSOLE_OFF',
] as const

export type HubErrorCode = (typeof HUB_ERROR_CODES)[number]

export class HubError extends NoroshiError<HubErrorCode> {
  override readonly name = 'HubError'
}
