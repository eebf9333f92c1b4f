import { NoroshiError } from '../../core/error.ts'

export const WEB_ERROR_CODES = [
  'NOT_FOUND',
  'QUERY_INVALID',
  'BODY_INVALID',
  'BODY_MALFORMED',
  'BODY_TOO_LARGE',
  'CONTENT_TYPE_REFUSED',
  'REQUEST_MALFORMED',
  'REQUEST_TIMED_OUT',
  'HOST_REFUSED',
  'ORIGIN_REFUSED',
  'WINDOW_INVALID',
  'WINDOW_TOO_WIDE',
  'STEP_TOO_FINE',
  /** One simulation or import at a time. */
  'WORK_RUNNING',
  'CONSOLE_NOT_BUILT',
  'INTERNAL',
] as const

export type WebErrorCode = (typeof WEB_ERROR_CODES)[number]

/** A request that is refused here, before any other wing hears of it. */
export class WebError extends NoroshiError<WebErrorCode> {
  override readonly name = 'WebError'

  constructor(code: WebErrorCode, message: string = code) {
    super(code, message)
  }
}
