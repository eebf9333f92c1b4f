/**
 * The registry: one case per endpoint, an append-only list of what happened to it, and a life derived from
 * that list. It takes evidence from any source and decisions from people; it looks at no flow and does
 * nothing to any traffic. Why events: docs/decisions/0005-cases-as-events.md; what becomes of a case:
 * docs/explanation/registry.md.
 */
import type { Clock } from '../../core/clock.ts'
import type { EstimateCollateral } from '../../core/collateral-estimate.ts'
import type { EndpointKind } from '../../core/endpoint-kind.ts'
import { formatPrefix } from '../../core/prefix.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import type { Database } from '../../db/database.ts'
import type { Warning } from '../../gate/warning/warning.ts'
import { CaseError, type CaseErrorCode } from '../errors.ts'
import type { CaseTables } from '../tables.ts'
import { appendEvent } from './append-event.ts'
import { objectionsTo } from './collateral-gate.ts'
import { type Decision, decide } from './decide.ts'
import type { Contact } from './event-details.ts'
import type { Candidate } from './evidence.ts'
import { type EvidenceItem, readEvidenceItem } from './evidence-item.ts'
import { type CasePage, type CaseSummary, type CasesQuery, countCases, findCases } from './find.ts'
import { type Case, getCase } from './get.ts'
import { DEFAULT_LEASE, type LeasePolicy } from './lease.ts'
import { type Lifetime, measuredPolicy, measureLifetimes } from './lifetimes.ts'
import { endingBefore, expireDue, reverify } from './maintain.ts'
import { type ProposeResult, propose } from './propose.ts'
import {
  approvePublication,
  type Collateral,
  type PublicationRequest,
  requestPublication,
} from './publish.ts'
import { approvalsOf, type CalendarDay, calendarOf, type Queues, queuesOf } from './queues.ts'
import { rebuildSnapshots } from './rebuild.ts'
import type { CaseEventKind, CaseStatus } from './status.ts'
import { findTold, type ToldQuery } from './told.ts'
import { warningOf } from './warning-of.ts'
import { casesWithin, readTarget } from './within-range.ts'

/** Decisions that need a reason and nothing else. */
const PLAIN_DECISIONS = {
  review: 'review-begun',
  dismiss: 'dismissed',
  reopen: 'reopened',
  decline: 'publication-declined',
  dispute: 'disputed',
  uphold: 'upheld',
  release: 'released',
  retract: 'retracted',
  undo: 'undone',
} as const satisfies Record<string, CaseEventKind>
export type PlainDecision = keyof typeof PLAIN_DECISIONS

/** All of these throw `CaseError`, and answer the case as it is afterwards. */
type Decisions = Readonly<
  Record<PlainDecision, (id: string, decision: Decision) => Promise<Case>>
> & {
  confirm(id: string, decision: Decision & { readonly kind?: EndpointKind }): Promise<Case>
  /** Asks for publication; somebody else has to `approve`. */
  publish(id: string, request: PublicationRequest): Promise<Case>
  approve(id: string, approval: PublicationRequest): Promise<Case>
}

/** What became of each case of a bulk review: `null` when it was done. */
export type BulkOutcome = { readonly id: string; readonly refusal: CaseErrorCode | null }

export type Registry = Decisions & {
  /**
   * Records a run of detection. A new endpoint opens a case; a known one gets a `scored` event when the
   * picture changed (`material-change.ts`). `atMs` is now when not given; an expired case comes back only
   * where `evidenceFromMs`, the beginning of the flows that were looked at, is after its end.
   */
  propose(
    candidates: readonly Candidate[],
    by: { readonly actor: string; readonly atMs?: number; readonly evidenceFromMs?: number },
  ): Promise<ProposeResult>
  /** Evidence from any other source. Throws `CaseError`, and answers the case as it is afterwards. */
  addEvidence(id: string, item: EvidenceItem, by: { readonly actor: string }): Promise<Case>
  /** The same plain decision on many cases, each by itself: one that is refused stops no other. */
  decideMany(
    ids: readonly string[],
    verb: PlainDecision | 'confirm',
    decision: Decision,
  ): Promise<readonly BulkOutcome[]>
  /** Who would be hurt, and what speaks against publishing. The look is the asker's. */
  collateral(id: string, actor: string): Promise<Collateral>
  /** Renews the lease of a published case that was seen again; answers whether it did. */
  reverify(id: string, contact: Contact, by: { readonly actor: string }): Promise<boolean>
  /** Ends every lease that has run out; answers the ids. */
  expireDue(by: { readonly actor: string }): Promise<readonly string[]>
  /** Warnings that end within a time, the soonest first. */
  ending(withinMs: number, limit: number): Promise<readonly CaseSummary[]>
  /** What waits for somebody; `actor` asks. */
  queues(actor: string): Promise<Queues>
  /** Requests for publication that nobody answered, the oldest first. */
  approvals(limit: number): Promise<readonly CaseSummary[]>
  /** When warnings end, by day of whoever is so many minutes ahead of UTC. */
  calendar(days: number, offsetMinutes: number): Promise<readonly CalendarDay[]>
  /** Cases on an address or in a range. Throws `CaseError` TARGET_INVALID. */
  within(target: string, limit: number): Promise<CasesWithin>
  /** How long endpoints lived, by kind, and the leases that follow; measured anew each hour. */
  lifetimes(): Promise<readonly Lifetime[]>
  /** Throws `CaseError` CASE_NOT_FOUND. */
  get(id: string): Promise<Case>
  /** What the world is told of a case now; `undefined` when nothing ever was. */
  warningOf(subject: CaseSummary): Warning | undefined
  /** What the world was told of cases, in the order of ids: for those who pass it on. */
  told(query: ToldQuery): Promise<readonly Warning[]>
  /** Throws `CaseError` CURSOR_INVALID. */
  find(query: CasesQuery): Promise<CasePage>
  /** How many cases stand in each status. */
  counts(): Promise<Record<CaseStatus, number>>
  /** Derives every snapshot from the events again; answers how many differed (none, unless damaged). */
  rebuildSnapshots(): Promise<number>
}

export type CasesWithin = {
  /** Canonical prefix. */
  readonly target: string
  readonly cases: readonly CaseSummary[]
  readonly total: number
}

export type RegistryOptions = {
  /** Whether an address belongs to one of our subscribers; a note that names one is refused. */
  readonly isSubscriber?: (address: string) => boolean
  /** Without it nothing can be said of the harm, and every publication needs an override. */
  readonly estimate?: EstimateCollateral
  /** Without it nobody has any role, and nothing can be published. */
  readonly rolesOf?: (actor: string) => Promise<ReadonlySet<string>>
  /** What leases are while few lives have been measured. */
  readonly lease?: LeasePolicy
}

/** Lives last days; measuring them anew for each decision would only cost. */
const MEASURED_EVERY_MS = HOUR_MS

export function createRegistry(
  database: Database,
  clock: Clock,
  {
    isSubscriber = () => false,
    estimate = async () => undefined,
    rolesOf = async () => new Set(),
    lease = DEFAULT_LEASE,
  }: RegistryOptions = {},
): Registry {
  const db = database.$extendTables<CaseTables>()
  let measured: { readonly atMs: number; readonly lifetimes: readonly Lifetime[] } | undefined
  const lifetimes = async (): Promise<readonly Lifetime[]> => {
    const atMs = clock.nowMs()
    if (!measured || atMs - measured.atMs >= MEASURED_EVERY_MS)
      measured = { atMs, lifetimes: await measureLifetimes(db, lease) }
    return measured.lifetimes
  }
  const policy = async (): Promise<LeasePolicy> => measuredPolicy(lease, await lifetimes())
  const world = () => ({ atMs: clock.nowMs(), isSubscriber })
  const publishing = async () => ({ ...world(), estimate, rolesOf, lease: await policy() })
  const decisions: Decisions = {
    ...plainDecisions(async (id, kind, decision) => {
      await decide(db, id, kind, decision, world())
      return getCase(db, id)
    }),
    confirm: async (id, { kind: endpointKind, ...decision }) => {
      const details = endpointKind === undefined ? null : { endpointKind }
      await decide(db, id, 'confirmed', decision, world(), details)
      return getCase(db, id)
    },
    publish: async (id, request) => {
      await requestPublication(db, id, request, await publishing())
      return getCase(db, id)
    },
    approve: async (id, approval) => {
      await approvePublication(db, id, approval, await publishing())
      return getCase(db, id)
    },
  }
  return {
    ...decisions,
    propose: (candidates, { atMs = clock.nowMs(), ...by }) =>
      propose(db, candidates, { ...by, atMs }),
    addEvidence: async (id, given, { actor }) => {
      if (actor.trim() === '') throw new CaseError('ACTOR_REQUIRED', 'evidence names who brings it')
      const { endpoint } = await getCase(db, id)
      const atMs = clock.nowMs()
      const item = readEvidenceItem(given, endpoint, atMs)
      await appendEvent(db, id, { kind: 'evidenced', atMs, actor, note: null, details: { item } })
      return getCase(db, id)
    },
    decideMany: async (ids, verb, decision) => {
      const outcomes: BulkOutcome[] = []
      for (const id of new Set(ids))
        outcomes.push({ id, refusal: await refusalOf(decisions[verb](id, decision)) })
      return outcomes
    },
    collateral: async (id, actor) => {
      const found = await estimate((await getCase(db, id)).endpoint, actor)
      return { estimate: found ?? null, objections: objectionsTo(found) }
    },
    reverify: async (id, contact, { actor }) =>
      reverify(db, id, contact, { actor, nowMs: clock.nowMs(), lease: await policy() }),
    expireDue: ({ actor }) => expireDue(db, actor, clock.nowMs()),
    ending: (withinMs, limit) => endingBefore(db, clock.nowMs() + withinMs, limit),
    queues: (actor) => queuesOf(db, actor, clock.nowMs()),
    approvals: (limit) => approvalsOf(db, limit),
    calendar: (days, offsetMinutes) =>
      calendarOf(db, { nowMs: clock.nowMs(), days, offsetMinutes }),
    within: async (text, limit) => {
      const target = readTarget(text)
      return { target: formatPrefix(target), ...(await casesWithin(db, target, limit)) }
    },
    lifetimes,
    get: (id) => getCase(db, id),
    warningOf: (subject) => warningOf(subject, clock.nowMs()),
    told: (query) => findTold(db, query, clock.nowMs()),
    find: (query) => findCases(db, query),
    counts: () => countCases(db),
    rebuildSnapshots: () => rebuildSnapshots(db),
  }
}

function plainDecisions(
  take: (id: string, kind: CaseEventKind, decision: Decision) => Promise<Case>,
): Pick<Decisions, PlainDecision> {
  const entries = Object.entries(PLAIN_DECISIONS).map(([verb, kind]) => [
    verb,
    (id: string, decision: Decision) => take(id, kind, decision),
  ])
  // Object.fromEntries forgets the names; they are those of PLAIN_DECISIONS.
  return Object.fromEntries(entries) as Pick<Decisions, PlainDecision>
}

/** A refusal by its code; anything else is no answer about a case and is thrown. */
async function refusalOf(decision: Promise<Case>): Promise<CaseErrorCode | null> {
  try {
    await decision
    return null
  } catch (error) {
    if (error instanceof CaseError) return error.code
    throw error
  }
}
