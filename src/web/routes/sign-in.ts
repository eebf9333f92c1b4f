import type { FastifyReply, FastifyRequest } from 'fastify'
import { PeopleError } from '../../people/errors.ts'
import type { Site } from '../../people/passkeys.ts'
import type { SessionMeans } from '../../people/sessions.ts'
import { giveSessionCookie } from '../access/session-cookie.ts'
import type { SignInPorts } from '../ports/sign-in-ports.ts'
import {
  Done,
  LinkLook,
  LinkLookAnswer,
  LinkSignIn,
  PasskeyOptions,
  PasskeySignIn,
  SessionState,
} from '../schemas/people.ts'
import { personView } from '../views/people-view.ts'
import { type Api, answers } from './route.ts'

type Ports = Pick<SignInPorts, 'people' | 'signIn'>

/** The ways in. Wrong proofs are counted by the place they come from. */
export function addSignIn(api: Api, ports: Ports): void {
  const { people, signIn } = ports

  api.get(
    '/session',
    {
      schema: {
        operationId: 'getSession',
        summary: 'Who is signed in here, and how one could',
        response: answers(SessionState),
      },
    },
    async ({ principal }) => ({
      house: people.house,
      person: principal?.person ? personView(principal.person) : null,
      reach: principal ? [...principal.reach] : [],
      openId: signIn.openId?.label ?? null,
    }),
  )

  api.post(
    '/sign-in/link/look',
    {
      schema: {
        operationId: 'lookAtLink',
        summary: 'Whom a one-time link is for; does not use it up',
        body: LinkLook,
        response: answers(LinkLookAnswer),
      },
    },
    async ({ body, ip }) => {
      const person = await people.attempts.guard(ip, () => people.links.look(body.secret))
      return { person: person ? personView(person) : null }
    },
  )

  api.post(
    '/sign-in/link',
    {
      schema: {
        operationId: 'signInByLink',
        summary: 'Uses a one-time link up; the first administrator says who he is',
        body: LinkSignIn,
        response: answers(Done),
      },
    },
    async ({ body: { secret, id, name }, ip }, reply) => {
      const newcomer = id === undefined ? undefined : { id, name: name ?? '' }
      const personId = await people.attempts.guard(ip, () => people.links.redeem(secret, newcomer))
      return begin(ports, reply, personId, 'link')
    },
  )

  api.post(
    '/sign-in/passkey/options',
    {
      schema: {
        operationId: 'beginPasskeySignIn',
        summary: 'What an authenticator is to sign; names nobody',
        response: answers(PasskeyOptions),
      },
    },
    async (request) => ({ ...(await people.passkeys.beginSignIn(siteOf(request))) }),
  )

  api.post(
    '/sign-in/passkey',
    {
      schema: {
        operationId: 'signInByPasskey',
        summary: 'The answer of an authenticator (WebAuthn)',
        body: PasskeySignIn,
        response: answers(Done),
      },
    },
    async (request, reply) => {
      const prove = () => people.passkeys.finishSignIn(siteOf(request), request.body.response)
      return begin(ports, reply, await people.attempts.guard(request.ip, prove), 'passkey')
    },
  )
}

/** A new session in place of whatever the browser had. */
export async function begin(
  ports: Ports,
  reply: FastifyReply,
  personId: string,
  means: SessionMeans,
): Promise<{ isDone: true }> {
  giveSessionCookie(reply, await ports.people.sessions.begin(personId, means), ports)
  return { isDone: true }
}

/** The guard has compared both headers with the names that we answer under. */
export function siteOf({ headers }: FastifyRequest): Site {
  if (headers.origin === undefined) throw new PeopleError('SIGN_IN_REFUSED', 'no browser asks')
  return { origin: headers.origin, hostname: new URL(headers.origin).hostname }
}
