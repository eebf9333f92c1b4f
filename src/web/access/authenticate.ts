import fastifyCookie from '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { PeopleError } from '../../people/errors.ts'
import {
  OPERATOR,
  type Principal,
  principalOfSession,
  principalOfToken,
} from '../../people/principal.ts'
import type { PublicPorts } from '../ports.ts'
import { ROUTE_ROLES } from './route-roles.ts'
import { giveSessionCookie, readSessionCookie } from './session-cookie.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; null before signing in. */
    principal: Principal | null
  }
}

type Ports = Pick<PublicPorts, 'people' | 'signIn'>

/**
 * On every request: who asks, and may they? Runs after the guard, so that nobody else's page gets
 * this far, and before the body is read.
 */
export async function authenticate(app: FastifyInstance, ports: Ports): Promise<void> {
  await app.register(fastifyCookie)
  app.decorateRequest('principal', null)
  app.addHook('onRequest', async (request, reply) => {
    if (request.is404) return
    const { method, routeOptions } = request
    const need = ROUTE_ROLES[`${method === 'HEAD' ? 'GET' : method} ${routeOptions.url}`]
    if (need === 'anyone' && !routeOptions.url?.startsWith('/api/')) return
    request.principal = await identify(request, reply, ports)
    if (need === 'anyone') return
    if (need === undefined) throw new PeopleError('ROLE_MISSING', 'the route declares no role')
    if (!request.principal) throw new PeopleError('SIGN_IN_REQUIRED')
    const isAllowed =
      need === 'session' ? request.principal.kind === 'session' : request.principal.reach.has(need)
    if (!isAllowed) throw new PeopleError(need === 'session' ? 'SIGN_IN_REQUIRED' : 'ROLE_MISSING')
  })
  app.addHook('preHandler', async (request) => nameActor(request))
}

/** On the control socket the file's permission has been the proof. */
export function trustOperator(app: FastifyInstance): void {
  app.decorateRequest('principal', null)
  app.addHook('onRequest', async (request) => {
    request.principal = OPERATOR
  })
}

async function identify(
  request: FastifyRequest,
  reply: FastifyReply,
  { people, signIn }: Ports,
): Promise<Principal | null> {
  const [scheme, token] = request.headers.authorization?.split(' ') ?? []
  if (scheme?.toLowerCase() === 'bearer') {
    const found = await people.tokens.find(token ?? '')
    if (found) return principalOfToken(found.person, found.roles)
    // One wrong token may be an old one; a row of them is somebody who guesses.
    people.attempts.fail(request.ip)
    throw new PeopleError('SIGN_IN_REQUIRED')
  }
  const secret = readSessionCookie(request, signIn.isSecure)
  const session = secret === undefined ? undefined : await people.sessions.find(secret)
  if (!session) return signIn.anonymous
  if (session.rotatedSecret !== undefined)
    giveSessionCookie(reply, session.rotatedSecret, signIn.isSecure)
  return principalOfSession(session.person, session.id)
}

/**
 * Whatever a validated request says its actor is, the person who signed in is written over it. In one
 * place and for every route: histories, approvals and the audit of flows rest on it.
 */
function nameActor({ principal, body, query }: FastifyRequest): void {
  if (!principal || principal.kind === 'operator') return
  for (const part of [body, query])
    if (typeof part === 'object' && part !== null && 'actor' in part) part.actor = principal.actor
}
