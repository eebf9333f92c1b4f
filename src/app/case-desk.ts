import type { PlainDecision, Registry } from '../cases/index.ts'
import type { EndpointKind } from '../core/endpoint-kind.ts'
import { HOUR_MS } from '../core/time-span.ts'
import {
  casesQueryOf,
  casesView,
  caseView,
  collateralView,
  evidenceItemOf,
  publicationOf,
  summaryView,
} from '../web/case-view.ts'
import {
  type Case,
  type Cases,
  type CasesQuery,
  type Collateral,
  type EndingCases,
  NewEvidence,
} from '../web/schemas/cases.ts'
import { loadConfiguration } from './configuration.ts'
import { callService, isServiceRunning } from './control-client.ts'
import { openDataDirectory } from './data-directory.ts'
import { HeldDirectory } from './held-directory.ts'
import { openOperationalDatabase } from './operational-database.ts'
import { configuredRegistry } from './service/case-registry.ts'
import { configuredPeople } from './service/sign-in.ts'

export type CaseVerb = PlainDecision | 'confirm' | 'publish' | 'approve'

/** `kind` goes with `confirm`, `validHours` and `override` with publishing. */
export type CaseDecision = {
  readonly note: string
  readonly actor: string
  readonly kind?: EndpointKind
  readonly validHours?: number
  readonly override?: string
}

/** What the command line does with cases, wherever the registry is open. */
export type CaseDesk = {
  list(query: CasesQuery): Promise<Cases>
  show(id: string): Promise<Case>
  decide(verb: CaseVerb, id: string, decision: CaseDecision): Promise<Case>
  /** Who would be hurt. Counting needs the flows, so only a running service can answer. */
  collateral(id: string, actor: string): Promise<Collateral>
  ending(hours: number, limit: number): Promise<EndingCases>
  addEvidence(id: string, evidence: NewEvidence): Promise<Case>
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
  const configuration = loadConfiguration(directory.configurationFile)
  const people = configuredPeople(database, configuration)
  return await use(localDesk(configuredRegistry(database, people, configuration)))
}

function remoteDesk(socketPath: string): CaseDesk {
  const path = (id: string): string => `/api/v1/cases/${encodeURIComponent(id)}`
  return {
    list: (query) => callService(socketPath, 'GET', `/api/v1/cases?${queryText(query)}`),
    show: (id) => callService(socketPath, 'GET', path(id)),
    decide: (verb, id, decision) =>
      callService(socketPath, 'POST', `${path(id)}/${verb}`, decision),
    collateral: (id, actor) =>
      callService(
        socketPath,
        'GET',
        `${path(id)}/collateral?${new URLSearchParams({ actor }).toString()}`,
      ),
    ending: (hours, limit) =>
      callService(socketPath, 'GET', `/api/v1/ending-cases?hours=${hours}&limit=${limit}`),
    addEvidence: (id, evidence) =>
      callService(socketPath, 'POST', `${path(id)}/evidence`, evidence),
  }
}

function localDesk(registry: Registry): CaseDesk {
  return {
    list: async (query) =>
      casesView(await registry.find(casesQueryOf(query)), await registry.counts()),
    show: async (id) => caseView(await registry.get(id)),
    decide: async (verb, id, decision) =>
      caseView(await decideLocally(registry, verb, id, decision)),
    collateral: async (id, actor) => collateralView(await registry.collateral(id, actor)),
    ending: async (hours, limit) => ({
      cases: (await registry.ending(hours * HOUR_MS, limit)).map(summaryView),
    }),
    addEvidence: async (id, given) => {
      const { actor, ...item } = NewEvidence.parse(given)
      return caseView(await registry.addEvidence(id, evidenceItemOf(item), { actor }))
    },
  }
}

function decideLocally(
  registry: Registry,
  verb: CaseVerb,
  id: string,
  decision: CaseDecision,
): ReturnType<Registry['confirm']> {
  if (verb === 'publish' || verb === 'approve') return registry[verb](id, publicationOf(decision))
  if (verb !== 'confirm') return registry[verb](id, decision)
  const { kind, ...rest } = decision
  return registry.confirm(id, { ...rest, ...(kind === undefined ? {} : { kind }) })
}

function queryText(query: CasesQuery): string {
  const text = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) text.set(name, String(value))
  return text.toString()
}
