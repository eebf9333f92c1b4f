import { NoroshiError } from '../core/error.ts'

export const NOTICE_ERROR_CODES = [
  /** Nothing is collected or imported before subscribers have been told. */
  'NOTICE_REQUIRED',
  /** The configuration does not say who is responsible, or how to reach them. */
  'NOTICE_INCOMPLETE',
  'NOTICE_NOT_FOUND',
  /** Between reading and publishing the configuration came to say something else. */
  'NOTICE_CHANGED',
] as const

export type NoticeErrorCode = (typeof NOTICE_ERROR_CODES)[number]

export class NoticeError extends NoroshiError<NoticeErrorCode> {
  override readonly name = 'NoticeError'
}
