import type { People as KnownPeople, Role } from '../people/index.ts'
import type { Account, LinkAnswer, NewToken, People, TokenAnswer } from '../web/schemas/people.ts'
import { accountView, linkView, personRow } from '../web/views/people-view.ts'
import { loadConfiguration } from './configuration.ts'
import { callService, isServiceRunning } from './control-client.ts'
import { openDataDirectory } from './data-directory.ts'
import { HeldDirectory } from './held-directory.ts'
import { openOperationalDatabase } from './operational-database.ts'
import { configuredPeople } from './service/sign-in.ts'

/** What the command line does with people, wherever their database is open. */
export type PeopleDesk = {
  list(): Promise<People>
  show(id: string): Promise<Account>
  invite(id: string, name: string, roles: readonly Role[]): Promise<LinkAnswer>
  link(id: string): Promise<LinkAnswer>
  firstLink(): Promise<LinkAnswer>
  setRoles(id: string, roles: readonly Role[]): Promise<void>
  signOut(id: string): Promise<void>
  remove(id: string): Promise<void>
  makeToken(id: string, token: NewToken): Promise<TokenAnswer>
  revokeToken(id: string, tokenId: string): Promise<void>
}

/** Whoever can open the data directory could change its database, so the operator needs no sign-in. */
const ACTOR = 'operator'

/** Through the running service when there is one, else on the database itself. */
export async function withPeopleDesk<Result>(
  dataPath: string,
  use: (desk: PeopleDesk, consoleUrl: string) => Promise<Result>,
): Promise<Result> {
  const directory = openDataDirectory(dataPath)
  const configuration = loadConfiguration(directory.configurationFile)
  const { port, publicUrl } = configuration.console
  const url = publicUrl ?? `http://localhost:${port}/`
  if (await isServiceRunning(directory.controlSocket))
    return await use(remoteDesk(directory.controlSocket), url)
  await using _held = await HeldDirectory.hold(directory, 'noroshi user')
  await using database = await openOperationalDatabase(directory)
  return await use(localDesk(configuredPeople(database, configuration)), url)
}

function remoteDesk(socket: string): PeopleDesk {
  const path = (id: string): string => `/api/v1/people/${encodeURIComponent(id)}`
  const post = <Answer>(target: string, body: unknown = {}): Promise<Answer> =>
    callService(socket, 'POST', target, body)
  return {
    list: () => callService(socket, 'GET', '/api/v1/people'),
    show: (id) => callService(socket, 'GET', path(id)),
    invite: (id, name, roles) => post('/api/v1/people', { id, name, roles }),
    link: (id) => post(`${path(id)}/link`),
    firstLink: () => post('/control/people/first-link'),
    setRoles: (id, roles) => post(`${path(id)}/roles`, { roles }),
    signOut: (id) => post(`${path(id)}/sign-out`),
    remove: (id) => post(`${path(id)}/remove`),
    makeToken: (id, token) => post(`/control/people/${encodeURIComponent(id)}/tokens`, token),
    revokeToken: (id, tokenId) => post(`${path(id)}/tokens/revoke`, { id: tokenId }),
  }
}

function localDesk(people: KnownPeople): PeopleDesk {
  const { directory, links, sessions, tokens } = people
  return {
    list: async () => ({ people: (await directory.list()).map(personRow) }),
    show: async (id) => accountView(people, await directory.get(id)),
    invite: async (id, name, roles) => linkView(await links.invite({ id, name, roles }, ACTOR)),
    link: async (id) => linkView(await links.makeFor(await directory.get(id), ACTOR)),
    firstLink: async () => linkView(await links.makeFirst()),
    setRoles: (id, roles) => directory.setRoles(id, roles, ACTOR),
    signOut: async (id) => sessions.endAll((await directory.get(id)).id),
    remove: (id) => directory.remove(id, ACTOR),
    makeToken: async (id, token) => tokens.make(await directory.get(id), token),
    revokeToken: (id, tokenId) => tokens.revoke(id, tokenId),
  }
}
