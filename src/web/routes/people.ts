import type { FastifyRequest } from 'fastify'
import type { SignInPorts } from '../ports/sign-in-ports.ts'
import {
  Account,
  ById,
  Done,
  Invitation,
  LinkAnswer,
  NewRoles,
  NewToken,
  People,
  PersonParameters,
  TokenAnswer,
} from '../schemas/people.ts'
import { accountView, linkView, personRow } from '../views/people-view.ts'
import { type Api, answers } from './route.ts'

type Ports = Pick<SignInPorts, 'people'>
const DONE = { isDone: true } as const

/** Who may come in, and what they may do. */
export function addPeople(api: Api, { people }: Ports): void {
  api.get(
    '/people',
    {
      schema: {
        operationId: 'listPeople',
        summary: 'All persons, those who were removed as well',
        response: answers(People),
      },
    },
    async () => ({ people: (await people.directory.list()).map(personRow) }),
  )

  api.get(
    '/people/:id',
    {
      schema: {
        operationId: 'getPerson',
        summary: 'One person with sessions, passkeys and tokens',
        params: PersonParameters,
        response: answers(Account),
      },
    },
    async ({ params }) => accountView(people, await people.directory.get(params.id)),
  )

  api.post(
    '/people',
    {
      schema: {
        operationId: 'invitePerson',
        summary: 'A new person; answers the secret of a one-time link',
        body: Invitation,
        response: answers(LinkAnswer),
      },
    },
    async (request) => linkView(await people.links.invite(request.body, actorOf(request))),
  )

  api.post(
    '/people/:id/link',
    {
      schema: {
        operationId: 'makeLink',
        summary: 'Another one-time link, for somebody who has no passkey here',
        params: PersonParameters,
        response: answers(LinkAnswer),
      },
    },
    async (request) => {
      const person = await people.directory.get(request.params.id)
      return linkView(await people.links.makeFor(person, actorOf(request)))
    },
  )

  api.post(
    '/people/:id/roles',
    {
      schema: {
        operationId: 'setRoles',
        summary: 'What a person may do from now on',
        params: PersonParameters,
        body: NewRoles,
        response: answers(Done),
      },
    },
    async (request) => {
      await people.directory.setRoles(request.params.id, request.body.roles, actorOf(request))
      return DONE
    },
  )
  addEnds(api, { people })
}

function addEnds(api: Api, { people }: Ports): void {
  api.post(
    '/people/:id/sign-out',
    {
      schema: {
        operationId: 'signOutPerson',
        summary: 'Ends all sessions of a person',
        params: PersonParameters,
        response: answers(Done),
      },
    },
    async ({ params }) => {
      await people.sessions.endAll((await people.directory.get(params.id)).id)
      return DONE
    },
  )

  api.post(
    '/people/:id/tokens/revoke',
    {
      schema: {
        operationId: 'revokeTokenOf',
        summary: 'Ends a token of a person',
        params: PersonParameters,
        body: ById,
        response: answers(Done),
      },
    },
    async ({ params, body }) => {
      await people.tokens.revoke(params.id, body.id)
      return DONE
    },
  )

  api.post(
    '/people/:id/remove',
    {
      schema: {
        operationId: 'removePerson',
        summary: 'Ends everything that lets a person in; histories go on naming the person',
        params: PersonParameters,
        response: answers(Done),
      },
    },
    async (request) => {
      await people.directory.remove(request.params.id, actorOf(request))
      return DONE
    },
  )
}

/** For commands only: whoever can open the socket may give a program a token of a person. */
export function addControlPeople(api: Api, { people }: Ports): void {
  api.post(
    '/people/:id/tokens',
    {
      schema: { params: PersonParameters, body: NewToken, response: answers(TokenAnswer) },
    },
    async ({ params, body }) => people.tokens.make(await people.directory.get(params.id), body),
  )

  api.post('/people/first-link', { schema: { response: answers(LinkAnswer) } }, async () =>
    linkView(await people.links.makeFirst()),
  )
}

const actorOf = ({ principal }: FastifyRequest): string => principal?.actor ?? 'operator'
