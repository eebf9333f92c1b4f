import { CaseError, type PlainDecision, type Registry } from '../cases/index.ts'
import type { EndpointKind } from '../core/endpoint-kind.ts'
import { HOUR_MS } from '../core/time-span.ts'
import { AuditLog } from '../flows/store/audit-log.ts'
import {
  isRole,
  operatorName,
  type People,
  PeopleError,
  type Principal,
  principalOfToken,
  type Role,
} from '../people/index.ts'
import { ROUTE_ROLES } from '../web/access/route-roles.ts'
import {
  type Case,
  type Cases,
  type CasesQuery,
  type Collateral,
  type EndingCases,
  NewEvidence,
} from '../web/schemas/cases.ts'
import {
  casesQueryOf,
  casesView,
  caseView,
  collateralView,
  evidenceItemOf,
  publicationOf,
  summaryView,
} from '../web/views/case-view.ts'
import { accountedRegistry } from './accounted-registry.ts'
import { loadConfiguration } from './configuration.ts'
import { callService, isServiceRunning } from './control-client.ts'
import { openDataDirectory } from './data-directory.ts'
import { HeldDirectory } from './held-directory.ts'
import { openOperationalDatabase } from './operational-database.ts'
import { auditDesk } from './service/audit-desk.ts'
import { configuredRegistry } from './service/case-registry.ts'
import { configuredPeople } from './service/sign-in.ts'
import { systemClock } from './system-ports.ts'

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
  /** With a token its person decides; without, whoever is at the machine, under a name that is marked as such. */
  decide(verb: CaseVerb, id: string, decision: CaseDecision, token?: string): Promise<Case>
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
  const log = await AuditLog.open(directory.audit, systemClock)
  try {
    const registry = configuredRegistry(database, people, configuration)
    return await use(
      localDesk(accountedRegistry(registry, auditDesk(directory.audit, log)), people),
    )
  } finally {
    await log.close()
  }
}

function remoteDesk(socketPath: string): CaseDesk {
  const path = (id: string): string => `/api/v1/cases/${encodeURIComponent(id)}`
  return {
    list: (query) => callService(socketPath, 'GET', `/api/v1/cases?${queryText(query)}`),
    show: (id) => callService(socketPath, 'GET', path(id)),
    decide: (verb, id, decision, token) =>
      callService(socketPath, 'POST', `${path(id)}/${verb}`, decision, token),
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

/** The token's person, if there is one and may do this; nobody at the machine is a person by name. */
async function personOf(
  people: People,
  verb: CaseVerb,
  token: string | undefined,
): Promise<Principal | undefined> {
  if (token === undefined) return undefined
  const found = await people.tokens.find(token)
  if (!found) throw new PeopleError('SIGN_IN_REQUIRED', 'the token is unknown or has expired')
  const person = principalOfToken(found)
  const need = ROUTE_ROLES[`POST /api/v1/cases/:id/${verb}`]
  if (!isRole(need ?? '') || !person.reach.has(need as Role))
    throw new PeopleError('ROLE_MISSING', `this needs the role ${need}`)
  return person
}

function localDesk(registry: Registry, people: People): CaseDesk {
  return {
    list: async (query) =>
      casesView(await registry.find(casesQueryOf(query)), await registry.counts()),
    show: async (id) => caseView(await registry.get(id)),
    decide: async (verb, id, decision, token) => {
      const person = await personOf(people, verb, token)
      if ((verb === 'publish' || verb === 'approve') && !person?.isProven)
        throw new CaseError('PERSON_UNPROVEN', 'publishing takes two persons who have signed in')
      const named = { ...decision, actor: person?.actor ?? operatorName(decision.actor) }
      return caseView(await decideLocally(registry, verb, id, named))
    },
    collateral: async (id, actor) =>
      collateralView(await registry.collateral(id, operatorName(actor))),
    ending: async (hours, limit) => ({
      cases: (await registry.ending(hours * HOUR_MS, limit)).map(summaryView),
    }),
    addEvidence: async (id, given) => {
      const { actor, ...item } = NewEvidence.parse(given)
      return caseView(
        await registry.addEvidence(id, evidenceItemOf(item), { actor: operatorName(actor) }),
      )
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
