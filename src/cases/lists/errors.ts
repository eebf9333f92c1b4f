import { NoroshiError } from '../../core/error.ts'

export const LIST_ERROR_CODES = [
  /** There is no source of this name. */
  'LIST_NOT_FOUND',
  /** A name, reliability, half-life or another statement about the source is out of bounds. */
  'LIST_SOURCE_INVALID',
  /** The source was removed; its history stands, and nothing is added to it. */
  'LIST_SOURCE_REMOVED',
  /** A known-good format into a reputation source, or the other way round. */
  'LIST_KIND_MISMATCH',
  /** Neither stated nor recognisable. */
  'LIST_FORMAT_UNKNOWN',
  /** More than half of it could not be read: probably another format, or an error page. */
  'LIST_FORMAT_DOUBTFUL',
  /** The document as a whole is damaged: not UTF-8, not JSON, not the stated format. */
  'LIST_UNREADABLE',
  /** Too many octets, entries, events or too long a line. */
  'LIST_TOO_LARGE',
  /** It names no address at all. */
  'LIST_EMPTY',
  /** More than half of what was listed is gone: an outage upstream looks like this. */
  'LIST_SHRUNK',
  /** Only https to public addresses is fetched. */
  'LIST_URL_REFUSED',
  /** The list could not be fetched. */
  'LIST_UNREACHABLE',
] as const

export type ListErrorCode = (typeof LIST_ERROR_CODES)[number]

export class ListError extends NoroshiError<ListErrorCode> {
  override readonly name = 'ListError'
}
