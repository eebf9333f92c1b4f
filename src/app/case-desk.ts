import { createRegistry, type Registry } from '../cases/index.ts'
import { casesQueryOf, casesView, caseView } from '../web/case-view.ts'
import type { Case, Cases, CasesQuery } from '../web/schemas/cases.ts'
import { loadConfiguration } from './configuration.ts'
import { callService, isServiceRunning } from './control-client.ts'
import { openDataDirectory } from './data-directory.ts'
import { HeldDirectory } from './held-directory.ts'
import { openOperationalDatabase } from './operational-database.ts'
import { subscriberTest } from './subscriber-test.ts'
import { systemClock } from './system-ports.ts'

/** What the command line does with cases, wherever the registry is open. */
export type CaseDesk = {
  list(query: CasesQuery): Promise<Cases>
  show(id: string): Promise<Case>
  decide(
    kind: 'confirm' | 'dismiss' | 'reopen',
    id: string,
    decision: { readonly note: string; readonly actor: string },
  ): Promise<Case>
}

/** Through the running service when there is one, else on the database itself. */
export async function withCaseDesk<Result>(
  dataPath: string,
  use: (desk: CaseDesk) => Promise<Result>,
): Promise<Result> {
  const directory = openDataDirectory(dataPath)
  if (await isServiceRunning(directory.controlSocket))
    return await use(remoteDesk(directory.controlSocket))
  await using _held = await HeldDirectory.hold(directory, 'noroshi case')
  await using database = await openOperationalDatabase(directory)
  const isSubscriber = subscriberTest(loadConfiguration(directory.configurationFile))
  return await use(localDesk(createRegistry(database, systemClock, { isSubscriber })))
}

function remoteDesk(socketPath: string): CaseDesk {
  const path = (id: string): string => `/api/v1/cases/${encodeURIComponent(id)}`
  return {
    list: (query) => callService(socketPath, 'GET', `/api/v1/cases?${queryText(query)}`),
    show: (id) => callService(socketPath, 'GET', path(id)),
    decide: (kind, id, decision) =>
      callService(socketPath, 'POST', `${path(id)}/${kind}`, decision),
  }
}

function localDesk(registry: Registry): CaseDesk {
  return {
    list: async (query) => casesView(await registry.find(casesQueryOf(query)), await registry.counts()),
    show: async (id) => caseView(await registry.get(id)),
    decide: async (kind, id, decision) => caseView(await registry[kind](id, decision)),
  }
}

function queryText(query: CasesQuery): string {
  const text = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) text.set(name, String(value))
  return text.toString()
}
