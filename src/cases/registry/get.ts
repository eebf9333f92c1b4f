import type { Kysely } from 'kysely'
import type { CaseTables } from '../tables.ts'
import { notFound } from './append-event.ts'
import { isCaseId } from './case-id.ts'
import type { Reason } from './evidence.ts'
import { type CaseSummary, summaryOf } from './find.ts'
import { eventOf } from './rows.ts'
import type { CaseEvent } from './snapshot.ts'

export type Case = CaseSummary & {
  /** Of the newest evidence, for and against. */
  readonly reasons: readonly Reason[]
  readonly against: readonly Reason[]
  /** Oldest first: everything people did, and the newest of what repeats itself. */
  readonly history: readonly CaseEvent[]
}

/** A case that lives for months is scored and renewed hundreds of times; nobody reads further back. */
const REPEATING = ['scored', 'reverified'] as const
const REPEATED_COUNT_MAX = 200
const DECISION_COUNT_MAX = 500

/** Throws `CaseError` CASE_NOT_FOUND. */
export async function getCase(db: Kysely<CaseTables>, id: string): Promise<Case> {
  if (!isCaseId(id)) throw notFound(id)
  const row = await db.selectFrom('cases').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound(id)
  const events = db
    .selectFrom('case_events')
    .selectAll()
    .where('case_id', '=', id)
    .orderBy('sequence', 'desc')
  const repeated = await events.where('kind', 'in', REPEATING).limit(REPEATED_COUNT_MAX).execute()
  const others = await events.where('kind', 'not in', REPEATING).limit(DECISION_COUNT_MAX).execute()
  const history = [...repeated, ...others]
    .map(eventOf)
    .sort((one, other) => one.sequence - other.sequence)
  const newest = history.findLast((event) => event.evidence)?.evidence
  return {
    ...summaryOf(row),
    reasons: newest?.reasons ?? [],
    against: newest?.against ?? [],
    history,
  }
}
