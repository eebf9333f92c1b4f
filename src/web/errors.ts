import type { CaseErrorCode } from '../cases/errors.ts'
import type { ListErrorCode } from '../cases/lists/errors.ts'
import { NoroshiError } from '../core/error.ts'
import type { StoreErrorCode } from '../flows/store/errors.ts'
import type { NoticeErrorCode } from '../notice/errors.ts'
import type { PeopleErrorCode } from '../people/errors.ts'
import type { VerdictErrorCode } from '../verdicts/errors.ts'

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
  'CONSOLE_NOT_BUILT',
  'INTERNAL',
] as const

export type WebErrorCode = (typeof WEB_ERROR_CODES)[number]

/** Every code that an answer may carry. */
export type ProblemCode =
  | WebErrorCode
  | CaseErrorCode
  | ListErrorCode
  | NoticeErrorCode
  | PeopleErrorCode
  | StoreErrorCode
  | VerdictErrorCode

/** A request that is refused here, before any other wing hears of it. */
export class WebError extends NoroshiError<WebErrorCode> {
  override readonly name = 'WebError'

  constructor(code: WebErrorCode, message: string = code) {
    super(code, message)
  }
}
