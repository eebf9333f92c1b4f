import { sql } from 'kysely'
import type { HubDatabase } from './context.ts'

/** Numbers that only rise. Drawn inside the transaction that uses them, so that none is lost or given twice. */
export async function drawNumbers(
  db: HubDatabase,
  name: 'sequence' | 'log_size',
  count: number,
): Promise<number> {
  const { value } = await db
    .updateTable('hub_state')
    .set({ value: sql<number>`value + ${count}` })
    .where('name', '=', name)
    .returning('value')
    .executeTakeFirstOrThrow()
  return value - count + 1
}

/** The first of `count` microseconds, none of which was ever given: now, or right behind the last. */
export async function drawMicroseconds(
  db: HubDatabase,
  nowMs: number,
  count: number,
): Promise<number> {
  const { value } = await db
    .updateTable('hub_state')
    .set({ value: sql<number>`greatest(value, ${nowMs * 1000}::bigint) + ${count}::bigint` })
    .where('name', '=', 'added_us')
    .returning('value')
    .executeTakeFirstOrThrow()
  return value - count + 1
}

export async function currentNumber(db: HubDatabase, name: 'sequence'): Promise<number> {
  const row = await db
    .selectFrom('hub_state')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirstOrThrow()
  return row.value
}
