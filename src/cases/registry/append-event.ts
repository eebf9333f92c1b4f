import type { Kysely } from 'kysely'
import { CaseError, type CaseErrorCode } from '../errors.ts'
import type { CaseTables } from '../tables.ts'
import { isCaseId } from './case-id.ts'
import { step } from './life.ts'
import { eventRow, snapshotColumns, snapshotOf } from './rows.ts'
import { applyEvent, type CaseEvent } from './snapshot.ts'

/** An event that is not evidence of a detector; its place in the history is given when it is appended. */
export type EventDraft = Pick<CaseEvent, 'kind' | 'atMs' | 'actor' | 'note' | 'details'>

/**
 * Appends one event and moves the snapshot with it, in one transaction. The row is locked first, so that
 * everybody else's event comes before it or after it, and what is not allowed by then is refused.
 */
export async function appendEvent(
  db: Kysely<CaseTables>,
  id: string,
  draft: EventDraft,
): Promise<void> {
  if (!isCaseId(id)) throw notFound(id)
  await db.transaction().execute(async (transaction) => {
    const row = await transaction
      .selectFrom('cases')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!row) throw notFound(id)
    const before = snapshotOf(row)
    const event: CaseEvent = { ...draft, sequence: before.eventCount + 1, evidence: null }
    const next = step(before, event)
    if ('refusal' in next) throw refusal(next.refusal, id, before.status, draft.kind)
    await transaction.insertInto('case_events').values(eventRow(id, event)).execute()
    await transaction
      .updateTable('cases')
      .set(snapshotColumns(applyEvent(before, event)))
      .where('id', '=', id)
      .execute()
  })
}

export function notFound(id: string): CaseError {
  return new CaseError('CASE_NOT_FOUND', `there is no case ${id.slice(0, 40)}`)
}

function refusal(code: CaseErrorCode, id: string, status: string, kind: string): CaseError {
  return new CaseError(code, `the case ${id} is ${status}; it cannot be ${kind} now`)
}
