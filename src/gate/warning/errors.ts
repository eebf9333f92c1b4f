import { NoroshiError } from '../../core/error.ts'

export const WARNING_ERROR_CODES = [
  /** Not an object, or a field has the wrong type. */
  'WARNING_MALFORMED',
  /** A field that a warning does not have: free text and counts come this way. */
  'WARNING_FIELD_UNKNOWN',
  'WARNING_FIELD_MISSING',
  /** A word that is not one of those a field may say. */
  'WARNING_WORD_UNKNOWN',
  /** Not the id that follows from the endpoint. */
  'WARNING_ID_FOREIGN',
  /** No address, or not in its one spelling. */
  'WARNING_ADDRESS_INVALID',
  /** Private, reserved, multicast: no service of somebody's on the Internet. */
  'WARNING_ADDRESS_NOT_PUBLIC',
  /** An address of one's own network may be a subscriber. */
  'WARNING_ADDRESS_OWN',
  'WARNING_PORT_INVALID',
  /** Finer than an hour, or not UTC: an exact time can name a communication. */
  'WARNING_TIME_TOO_FINE',
  /** No end, an end before the beginning, or one too far away. */
  'WARNING_LEASE_INVALID',
  'WARNING_VERSION_INVALID',
  /** Not newer than what is held. */
  'WARNING_VERSION_OLD',
  /** What was withdrawn comes back as a new lease in a later hour, never as the old one. */
  'WARNING_WITHDRAWN',
  /** Something else than when a block was lifted, or finer than a minute. */
  'RECEIPT_INVALID',
] as const

export type WarningErrorCode = (typeof WARNING_ERROR_CODES)[number]

export class WarningError extends NoroshiError<WarningErrorCode> {
  override readonly name = 'WarningError'
}
