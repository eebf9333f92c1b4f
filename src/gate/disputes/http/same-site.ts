import type { FastifyRequest } from 'fastify'
import { DisputeError } from '../errors.ts'

/**
 * Refuses a form that another site sends in a visitor's name. There is no cookie to be abused, and whoever
 * could write the form's address has the link already; but the visitor's share of requests is his own.
 * Programs send neither header and are let through. Throws DISPUTE_FORM_INVALID.
 */
export function assertSameSite({ headers }: FastifyRequest): void {
  const site = headers['sec-fetch-site']
  const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none'
  if (isForeign || (headers.origin !== undefined && hostOf(headers.origin) !== headers.host))
    throw new DisputeError('DISPUTE_FORM_INVALID', 'the form was sent by another site')
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
