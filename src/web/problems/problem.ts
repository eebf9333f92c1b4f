import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Bilingual } from '../../core/bilingual.ts'
import { NoroshiError } from '../../core/error.ts'
import type { Problem } from '../schemas/shared.ts'
import type { WebErrorCode } from './errors.ts'

/** Every code that a house's answers may carry, with its status and what a person reads. */
export type ProblemBook = {
  readonly status: Readonly<Record<string, number>>
  readonly texts: Readonly<Record<string, Bilingual>>
}
export type SendProblem = (error: unknown, request: FastifyRequest, reply: FastifyReply) => void

/** What Fastify refuses by itself, in our words. Anything else of its own is a mistake of ours. */
const FRAMEWORK_CODES: Readonly<Record<string, WebErrorCode>> = {
  FST_ERR_NOT_FOUND: 'NOT_FOUND',
  FST_ERR_BAD_URL: 'REQUEST_MALFORMED',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'CONTENT_TYPE_REFUSED',
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'BODY_MALFORMED',
  FST_ERR_CTP_INVALID_JSON_BODY: 'BODY_MALFORMED',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'BODY_MALFORMED',
  FST_ERR_HANDLER_TIMEOUT: 'REQUEST_TIMED_OUT',
}

/**
 * Every error leaves through here: a code, both texts, a status, and nothing of the inside. What is
 * our fault goes to the log with its cause; what is theirs is theirs to read.
 */
export function problemSender(book: ProblemBook): SendProblem {
  return (error, request, reply) => {
    const code = codeOf(error, book)
    const status = book.status[code]!
    if (status >= 500)
      // The pattern of the route and not the URL, because a search may be in that.
      request.log.error({ err: error, code, route: request.routeOptions.url }, 'request failed')
    reply
      .code(status)
      .type('application/json; charset=utf-8')
      // Already in its last form: an error must not fail in the schema of the route that failed.
      .serializer((body) => JSON.stringify(body))
      .send(problemOf(code, book.texts[code]!, fieldsOf(error)))
  }
}

/** `fields` are the names of the parameters that were refused. */
export function problemOf(
  code: string,
  { en, ja }: Bilingual,
  fields: readonly string[] = [],
): Problem {
  if (fields.length === 0) return { code, message: { en, ja } }
  const names = fields.join(', ')
  return { code, message: { en: `${en} (${names})`, ja: `${ja}（${names}）` } }
}

function codeOf(error: unknown, book: ProblemBook): string {
  if (!(error instanceof Error)) return 'INTERNAL'
  if (error instanceof NoroshiError)
    return Object.hasOwn(book.status, error.code) ? error.code : 'INTERNAL'
  if ('validation' in error)
    return 'validationContext' in error && error.validationContext === 'body'
      ? 'BODY_INVALID'
      : 'QUERY_INVALID'
  const known = 'code' in error ? FRAMEWORK_CODES[String(error.code)] : undefined
  return known ?? codeOfStatus(error)
}

/** Plugins refuse with errors of their own: a path that leaves the console's directory is a 403. */
function codeOfStatus(error: Error): WebErrorCode {
  const status = 'statusCode' in error ? error.statusCode : undefined
  if (status === 403 || status === 404) return 'NOT_FOUND'
  return typeof status === 'number' && status >= 400 && status < 500
    ? 'REQUEST_MALFORMED'
    : 'INTERNAL'
}

const FIELD_COUNT_MAX = 5

function fieldsOf(error: unknown): string[] {
  if (!(error instanceof Error) || !('validation' in error)) return []
  const issues = error.validation as readonly { instancePath?: string }[]
  const names = issues.map(({ instancePath }) => (instancePath ?? '').replace(/^\//, ''))
  return [...new Set(names)].filter((name) => /^[\w/]{1,40}$/.test(name)).slice(0, FIELD_COUNT_MAX)
}
