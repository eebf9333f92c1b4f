import { isDeepStrictEqual } from 'node:util'
import type { Kysely, Transaction } from 'kysely'
import type { CaseTables } from '../tables.ts'
import { eventOf, snapshotColumns, snapshotOf } from './rows.ts'
import { applyEvent, type CaseSnapshot } from './snapshot.ts'

const CHUNK_SIZE = 200

/**
 * Derives the snapshot of every case from its events, and writes those that differ; answers how
 * many did. The events are the truth, the columns of `cases` only a way to list them fast.
 */
export async function rebuildSnapshots(db: Kysely<CaseTables>): Promise<number> {
  let repaired = 0
  let afterId = ''
  while (true) {
    const chunk = await db
      .transaction()
      .execute((transaction) => rebuildChunk(transaction, afterId))
    if (chunk.lastId === undefined) return repaired
    repaired += chunk.repaired
    afterId = chunk.lastId
  }
}

async function rebuildChunk(
  transaction: Transaction<CaseTables>,
  afterId: string,
): Promise<{ repaired: number; lastId: string | undefined }> {
  const rows = await transaction
    .selectFrom('cases')
    .selectAll()
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(CHUNK_SIZE)
    .forUpdate()
    .execute()
  let repaired = 0
  for (const row of rows) {
    const derived = await derive(transaction, row.id)
    if (!derived || isDeepStrictEqual(lasting(derived), lasting(snapshotOf(row)))) continue
    await transaction
      .updateTable('cases')
      .set(snapshotColumns(derived))
      .where('id', '=', row.id)
      .execute()
    repaired++
  }
  return { repaired, lastId: rows.at(-1)?.id }
}

/** What may still be taken back is over in seconds, and unknown of cases from before there was such a thing. */
const lasting = (snapshot: CaseSnapshot) => ({ ...snapshot, undo: null })

async function derive(
  transaction: Transaction<CaseTables>,
  id: string,
): Promise<CaseSnapshot | undefined> {
  const events = await transaction
    .selectFrom('case_events')
    .selectAll()
    .where('case_id', '=', id)
    .orderBy('sequence')
    .execute()
  return events
    .map(eventOf)
    .reduce<CaseSnapshot | undefined>((before, event) => applyEvent(before, event), undefined)
}
