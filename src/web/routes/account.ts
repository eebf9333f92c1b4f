import type { FastifyRequest } from 'fastify'
import { PeopleError } from '../../people/errors.ts'
import type { Person } from '../../people/index.ts'
import { dropSessionCookie } from '../access/session-cookie.ts'
import type { SignInPorts } from '../ports/sign-in-ports.ts'
import {
  Account,
  ById,
  Done,
  NewToken,
  PasskeyOptions,
  PasskeyRegistration,
  TokenAnswer,
} from '../schemas/people.ts'
import { accountView } from '../views/people-view.ts'
import { type Api, answers } from './route.ts'
import { siteOf } from './sign-in.ts'

type Ports = Pick<SignInPorts, 'people' | 'signIn'>
const DONE = { isDone: true } as const

/** What people do with their own ways in. */
export function addAccount(api: Api, ports: Ports): void {
  const { people } = ports
  const act = (
    path: string,
    operationId: string,
    summary: string,
    run: (person: Person, id: string) => Promise<void>,
  ) =>
    api.post(
      path,
      { schema: { operationId, summary, body: ById, response: answers(Done) } },
      async (request) => {
        await run(personOf(request), request.body.id)
        return DONE
      },
    )

  api.get(
    '/account',
    {
      schema: {
        operationId: 'getAccount',
        summary: 'My sessions, passkeys and tokens',
        response: answers(Account),
      },
    },
    async (request) => accountView(people, personOf(request), request.principal?.sessionId),
  )

  for (const isEverywhere of [false, true])
    api.post(
      isEverywhere ? '/sign-out-everywhere' : '/sign-out',
      {
        schema: {
          operationId: isEverywhere ? 'signOutEverywhere' : 'signOut',
          summary: isEverywhere ? 'Ends all my sessions' : 'Ends this session',
          response: answers(Done),
        },
      },
      async (request, reply) => {
        const { id } = personOf(request)
        if (isEverywhere) await people.sessions.endAll(id)
        else await people.sessions.end(id, request.principal?.sessionId ?? '')
        dropSessionCookie(reply, ports)
        return DONE
      },
    )

  act('/account/sessions/end', 'endSession', 'Ends one of my sessions', ({ id }, session) =>
    people.sessions.end(id, session),
  )
  addPasskeys(api, ports)
  act('/account/passkeys/remove', 'removePasskey', 'Forgets a passkey', ({ id }, passkey) =>
    people.passkeys.remove(id, passkey),
  )

  api.post(
    '/account/tokens',
    {
      schema: {
        operationId: 'makeToken',
        summary: 'A token for a program; its secret is shown once',
        body: NewToken,
        response: answers(TokenAnswer),
      },
    },
    async (request) => people.tokens.make(personOf(request), request.body, true),
  )
  act('/account/tokens/revoke', 'revokeToken', 'Ends one of my tokens', ({ id }, token) =>
    people.tokens.revoke(id, token),
  )
}

function addPasskeys(api: Api, { people }: Ports): void {
  api.post(
    '/account/passkeys/options',
    {
      schema: {
        operationId: 'beginPasskey',
        summary: 'What an authenticator needs to make a passkey',
        response: answers(PasskeyOptions),
      },
    },
    async (request) => ({
      ...(await people.passkeys.beginRegistration(personOf(request), siteOf(request))),
    }),
  )

  api.post(
    '/account/passkeys',
    {
      schema: {
        operationId: 'addPasskey',
        summary: 'The passkey that an authenticator made (WebAuthn)',
        body: PasskeyRegistration,
        response: answers(Done),
      },
    },
    async (request) => {
      const { response, label } = request.body
      await people.passkeys.finishRegistration(personOf(request), siteOf(request), response, label)
      return DONE
    },
  )
}

function personOf({ principal }: FastifyRequest): Person {
  if (!principal?.person) throw new PeopleError('SIGN_IN_REQUIRED')
  return principal.person
}
