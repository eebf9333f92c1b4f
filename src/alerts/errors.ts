import { NoroshiError } from '../core/error.ts'

export const ALERT_ERROR_CODES = [
  /** The configuration has no `alerts`. */
  'ALERTS_OFF',
  /** A file that is not of its format, cannot be read, or lacks a column; the message names it. */
  'ALERT_FILE_UNREADABLE',
  'ALERT_FILE_TOO_LARGE',
  /** The mail server or the webhook does not take anything at the moment; nothing was lost. */
  'ALERT_CHANNEL_DOWN',
  /** A channel is named whose place, key or sender is not configured, or is not safe. */
  'ALERT_CHANNEL_INCOMPLETE',
  /** The flow store failed at a look; what it said is left out, as it quotes addresses. */
  'ALERT_LOOK_FAILED',
  /** The operational database failed; what it said is left out, as it quotes what was asked. */
  'ALERT_DATABASE_FAILED',
  /** Letters need a font with Japanese letters. */
  'ALERT_FONT_MISSING',
  /** One planning, sending or looking at a time. */
  'ALERTS_BUSY',
] as const

export type AlertErrorCode = (typeof ALERT_ERROR_CODES)[number]

/** Its message never names a subscriber, an address of one, or what is in a line of a file. */
export class AlertError extends NoroshiError<AlertErrorCode> {
  override readonly name = 'AlertError'
}
