import type { FastifyRequest } from 'fastify'
import { DisputeError } from '../errors.ts'

const TYPE = 'application/x-www-form-urlencoded'

/** The fields of a form as a browser sends them; a field that comes twice counts once. */
export function formOf(request: FastifyRequest): (name: string) => string | undefined {
  const isForm = (request.headers['content-type'] ?? '').toLowerCase().startsWith(TYPE)
  if (!isForm || !Buffer.isBuffer(request.body))
    throw new DisputeError('DISPUTE_FORM_INVALID', 'a form was expected')
  const fields = new URLSearchParams(request.body.toString('utf8'))
  return (name) => fields.get(name) ?? undefined
}
