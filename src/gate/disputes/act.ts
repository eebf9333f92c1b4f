import type { Selectable } from 'kysely'
import type { DisputeContext, DisputeDatabase } from './context.ts'
import { DisputeError } from './errors.ts'
import { type Act, rulingOf, step } from './life.ts'
import type { DisputesTable, TextKind } from './tables.ts'

export type Text = { readonly kind: TextKind; readonly body: string }

/** PostgreSQL's unique_violation: the index that lets one dispute of an endpoint live. */
const UNIQUE_VIOLATION = '23505'

/**
 * Appends one event, its texts, and moves the dispute with it, in one transaction. The row is locked first, so
 * that of two officers one comes after the other and is refused if need be.
 */
export async function act(
  context: DisputeContext,
  id: string,
  done: Act,
  actor: string,
  texts: readonly Text[] = [],
): Promise<void> {
  const { db, clock, settings } = context
  const at = new Date(clock.nowMs())
  await heardOnce(
    db.transaction().execute(async (transaction) => {
      const row = await transaction
        .selectFrom('disputes')
        .selectAll()
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst()
      if (!row) throw new DisputeError('DISPUTE_NOT_FOUND', 'there is no such dispute')
      if (done.kind === 'appealed' || done.kind === 'reopened') await assertNewest(transaction, row)
      const life = step(row.life, done, actor, at.getTime(), settings)
      const { kind, ...details } = done
      await transaction
        .insertInto('dispute_events')
        .values({ dispute_id: id, at, actor, kind, details: JSON.stringify(details) })
        .execute()
      await addTexts(transaction, id, at, actor, texts)
      const isSame = JSON.stringify(rulingOf(life)) === JSON.stringify(rulingOf(row.life))
      await transaction
        .updateTable('disputes')
        .set({
          status: life.status,
          life: JSON.stringify(life),
          changed_at: at,
          ended_at: life.endedAtMs === null ? null : new Date(life.endedAtMs),
          is_ruled: row.is_ruled && isSame,
        })
        .where('id', '=', id)
        .execute()
    }),
  )
}

export async function addTexts(
  db: DisputeDatabase,
  disputeId: string,
  at: Date,
  author: string,
  texts: readonly Text[],
): Promise<void> {
  const rows = texts.filter(({ body }) => body !== '')
  if (rows.length === 0) return
  await db
    .insertInto('dispute_texts')
    .values(rows.map(({ kind, body }) => ({ dispute_id: disputeId, at, author, kind, body })))
    .execute()
}

/** Throws DISPUTE_HEARD_ALREADY where the database found a second live dispute. */
export async function heardOnce<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    if ((error as { code?: string }).code === UNIQUE_VIOLATION) throw heardAlready()
    throw error
  }
}

/** What was decided later about the same endpoint must not be undone by an older dispute. */
async function assertNewest(db: DisputeDatabase, row: Selectable<DisputesTable>): Promise<void> {
  if (row.warning_id === null)
    throw new DisputeError('DISPUTE_NOT_NOW', 'what it was about is forgotten')
  const later = await db
    .selectFrom('disputes')
    .select('id')
    .where('warning_id', '=', row.warning_id)
    .where('number', '>', row.number)
    .executeTakeFirst()
  if (later) throw heardAlready()
}

const heardAlready = (): DisputeError =>
  new DisputeError('DISPUTE_HEARD_ALREADY', 'another dispute about this endpoint is or was heard')
