import fastifyCookie from '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { PeopleError } from '../../people/errors.ts'
import {
  OPERATOR,
  operatorName,
  type Principal,
  principalOfSession,
  principalOfToken,
} from '../../people/principal.ts'
import type { SignInPorts } from '../ports/sign-in-ports.ts'
import type { RouteNeed, RouteRoles } from './route-need.ts'
import { giveSessionCookie, readSessionCookie } from './session-cookie.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; null before signing in. */
    principal: Principal | null
  }
}

type Ports = Pick<SignInPorts, 'people' | 'signIn'>

/**
 * On every request: who asks, and may they? Runs after the guard, so that nobody else's page gets
 * this far, and before the body is read.
 */
export async function authenticate(
  app: FastifyInstance,
  ports: Ports,
  routeRoles: RouteRoles,
): Promise<void> {
  await app.register(fastifyCookie)
  app.decorateRequest('principal', null)
  app.addHook('onRequest', async (request, reply) => {
    if (request.is404) return
    const { method, routeOptions } = request
    const need = needOf(routeRoles, method, routeOptions.url)
    if (need === 'anyone' && !routeOptions.url?.startsWith('/api/')) return
    request.principal = await identify(request, reply, ports)
    if (need === 'anyone') return
    if (!request.principal) throw new PeopleError('SIGN_IN_REQUIRED')
    assertNeed(request.principal, need)
  })
  app.addHook('preHandler', async (request) => nameActor(request))
}

/**
 * On the control socket the file's permission is the proof that somebody may do everything here, and no proof of who
 * it is. Whoever sends a token is its person, with that person's roles and no others.
 */
export function trustOperator(
  app: FastifyInstance,
  { people }: Pick<Ports, 'people'>,
  routeRoles: RouteRoles,
): void {
  app.decorateRequest('principal', null)
  app.addHook('onRequest', async (request) => {
    const token = bearerOf(request)
    if (token === undefined) {
      request.principal = OPERATOR
      return
    }
    const found = await people.tokens.find(token)
    if (!found) throw new PeopleError('SIGN_IN_REQUIRED')
    request.principal = principalOfToken(found)
    const need = needOf(routeRoles, request.method, request.routeOptions.url)
    if (need !== 'anyone' && request.routeOptions.url?.startsWith('/api/'))
      assertNeed(request.principal, need)
  })
  app.addHook('preHandler', async (request) => nameActor(request))
}

const needOf = (routeRoles: RouteRoles, method: string, url: string | undefined) =>
  routeRoles[`${method === 'HEAD' ? 'GET' : method} ${url}`]

function assertNeed(principal: Principal, need: RouteNeed | undefined): void {
  if (need === undefined) throw new PeopleError('ROLE_MISSING', 'the route declares no role')
  const isAllowed =
    need === 'session'
      ? principal.kind === 'session'
      : need === 'anyone' || principal.reach.has(need)
  if (!isAllowed) throw new PeopleError(need === 'session' ? 'SIGN_IN_REQUIRED' : 'ROLE_MISSING')
}

function bearerOf(request: FastifyRequest): string | undefined {
  const [scheme, token] = request.headers.authorization?.split(' ') ?? []
  return scheme?.toLowerCase() === 'bearer' ? (token ?? '') : undefined
}

async function identify(
  request: FastifyRequest,
  reply: FastifyReply,
  ports: Ports,
): Promise<Principal | null> {
  const { people, signIn } = ports
  const token = bearerOf(request)
  if (token !== undefined) {
    const found = await people.tokens.find(token)
    if (found) return principalOfToken(found)
    // One wrong token may be an old one; a row of them is somebody who guesses.
    people.attempts.fail(request.ip)
    throw new PeopleError('SIGN_IN_REQUIRED')
  }
  const secret = readSessionCookie(request, ports)
  const session = secret === undefined ? undefined : await people.sessions.find(secret)
  if (!session) return signIn.anonymous
  if (session.rotatedSecret !== undefined) giveSessionCookie(reply, session.rotatedSecret, ports)
  return principalOfSession(session.person, session.id)
}

/**
 * Whatever a validated request says its actor is, the person who signed in is written over it; a name given at the
 * machine is marked as one. In one place and for every route: histories, approvals and the audit of flows rest on it.
 */
function nameActor({ principal, body, query }: FastifyRequest): void {
  if (!principal) return
  for (const part of [body, query])
    if (typeof part === 'object' && part !== null && 'actor' in part)
      part.actor =
        principal.kind === 'operator' ? operatorName(String(part.actor)) : principal.actor
}
