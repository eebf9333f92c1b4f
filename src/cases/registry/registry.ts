/**
 * The registry: one case per endpoint, an append-only list of what happened to it, and a status
 * derived from that list. It takes evidence from any source and decisions from people; it looks at
 * no flow and does nothing to any traffic. Why events: docs/decisions/0005-cases-as-events.md.
 */
import type { Clock } from '../../core/clock.ts'
import type { Database } from '../../db/database.ts'
import type { CaseTables } from '../tables.ts'
import { type Decision, decide } from './decide.ts'
import type { Candidate } from './evidence.ts'
import { type CasePage, type CasesQuery, countCases, findCases } from './find.ts'
import { type Case, getCase } from './get.ts'
import { type ProposeResult, propose } from './propose.ts'
import { rebuildSnapshots } from './rebuild.ts'
import type { CaseStatus } from './status.ts'

export type Registry = {
  /**
   * Records a run of detection, or a list. A new endpoint opens a case; a known one gets a `scored`
   * event when the picture changed (`material-change.ts`). `at` is now when not given.
   */
  propose(
    candidates: readonly Candidate[],
    by: { readonly actor: string; readonly atMs?: number },
  ): Promise<ProposeResult>
  /** The three decisions throw `CaseError`, and answer the case as it is afterwards. */
  confirm(id: string, decision: Decision): Promise<Case>
  dismiss(id: string, decision: Decision): Promise<Case>
  reopen(id: string, decision: Decision): Promise<Case>
  /** Throws `CaseError` CASE_NOT_FOUND. */
  get(id: string): Promise<Case>
  /** Throws `CaseError` CURSOR_INVALID. */
  find(query: CasesQuery): Promise<CasePage>
  /** How many cases stand in each status. */
  counts(): Promise<Record<CaseStatus, number>>
  /** Derives every snapshot from the events again; answers how many differed (none, unless damaged). */
  rebuildSnapshots(): Promise<number>
}

export type RegistryOptions = {
  /** Whether an address belongs to one of our subscribers; a note that names one is refused. */
  readonly isSubscriber?: (address: string) => boolean
}

export function createRegistry(
  database: Database,
  clock: Clock,
  { isSubscriber = () => false }: RegistryOptions = {},
): Registry {
  const db = database.$extendTables<CaseTables>()
  const decideAs =
    (kind: 'confirmed' | 'dismissed' | 'reopened') => async (id: string, decision: Decision) => {
      await decide(db, id, kind, decision, { atMs: clock.nowMs(), isSubscriber })
      return getCase(db, id)
    }
  return {
    propose: (candidates, { actor, atMs = clock.nowMs() }) =>
      propose(db, candidates, { actor, atMs }),
    confirm: decideAs('confirmed'),
    dismiss: decideAs('dismissed'),
    reopen: decideAs('reopened'),
    get: (id) => getCase(db, id),
    find: (query) => findCases(db, query),
    counts: () => countCases(db),
    rebuildSnapshots: () => rebuildSnapshots(db),
  }
}
