import type { FastifyRequest } from 'fastify'
import { PeopleError } from '../../people/errors.ts'

/** Who signed in, as the hub's record will name them. Nothing that a request says of itself is looked at. */
export function actorOf({ principal }: Pick<FastifyRequest, 'principal'>): string {
  if (!principal) throw new PeopleError('SIGN_IN_REQUIRED')
  return principal.actor
}
