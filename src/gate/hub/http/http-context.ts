import type { FastifyReply } from 'fastify'
import type { Clock } from '../../../core/clock.ts'
import { NoroshiError } from '../../../core/error.ts'
import { LOG_ERROR_CODES } from '../../log/errors.ts'
import { TRUST_ERROR_CODES } from '../../warning/trust/errors.ts'
import { HUB_ERROR_CODES, HubError, type HubErrorCode } from '../errors.ts'
import type { Hub } from '../hub.ts'
import { RateLimit } from '../rate-limit.ts'

/** What every route works with. */
export type HttpContext = {
  readonly hub: Hub
  readonly clock: Clock
  readonly roots: readonly string[]
  readonly limits: HubLimits
  /** One line for the operator; never an endpoint, never an address of anybody. */
  readonly report: (event: Readonly<Record<string, string | number>>, text: string) => void
}

export type HubLimits = {
  /** By member. */
  readonly requests: RateLimit
  /** Pages of a collection, by member: whoever pages by tens through 100,000 warnings must come to the end. */
  readonly pages: RateLimit
  /** By address, for those who could not prove who they are. */
  readonly strangers: RateLimit
  /** Warnings by member. */
  readonly submissions: RateLimit
}

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

export const hubLimits = (clock: Clock): HubLimits => ({
  requests: new RateLimit(clock, { count: 600, perMs: MINUTE_MS }),
  pages: new RateLimit(clock, { count: 12_000, perMs: MINUTE_MS }),
  strangers: new RateLimit(clock, { count: 60, perMs: MINUTE_MS }),
  submissions: new RateLimit(clock, { count: 200_000, perMs: DAY_MS }),
})

const STATUS: Readonly<Partial<Record<HubErrorCode, number>>> = {
  MEMBER_NOT_FOUND: 404,
  HUB_NOT_FOUND: 404,
  REQUEST_UNSIGNED: 401,
  ACCESS_TOKEN_INVALID: 401,
  MEMBER_ROLE_MISSING: 403,
  MEMBER_NOT_IN_STANDING: 403,
  USE_NOT_ALLOWED: 403,
  INVITATION_INVALID: 403,
  REQUEST_LIMITED: 429,
  SUBMISSION_TOO_LARGE: 413,
}
const KNOWN = new Set<string>([...HUB_ERROR_CODES, ...TRUST_ERROR_CODES, ...LOG_ERROR_CODES])

/** The one place of this room where a code becomes an HTTP status. */
export const statusOf = (code: string): number => STATUS[code as HubErrorCode] ?? 400

export function sendError(reply: FastifyReply, error: unknown): FastifyReply {
  const { statusCode } = error as { statusCode?: number }
  if (error instanceof NoroshiError && KNOWN.has(error.code)) {
    const status = statusOf(error.code)
    return reply.status(status).send({ code: error.code, message: error.message })
  }
  // Fastify's own refusals: a body too large, a header that is none.
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return reply
      .status(statusCode)
      .send({ code: 'HUB_BODY_INVALID', message: 'the request is malformed or too large' })
  reply.log.error({ err: error }, 'a request failed')
  return reply.status(500).send({ code: 'INTERNAL', message: 'the hub failed; its log says how' })
}

/** Throws HUB_BODY_INVALID. */
export function readJson(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
  } catch {}
  throw new HubError('HUB_BODY_INVALID', 'the body is no JSON object')
}

/** Throws HUB_BODY_INVALID. */
export function readList(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new HubError('HUB_BODY_INVALID', 'a list was expected')
  return value
}
