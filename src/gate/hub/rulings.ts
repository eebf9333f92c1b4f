import type { Ruling } from './agreement.ts'
import type { HubDatabase } from './context.ts'

/** Those that hold at this instant, by endpoint. */
export async function rulingsOn(
  db: HubDatabase,
  ids: readonly string[],
  nowMs: number,
): Promise<Map<string, Ruling>> {
  const rows = await db
    .selectFrom('hub_rulings')
    .select(['warning_id', 'ruling'])
    .where('warning_id', 'in', ids)
    .where('ends_at', '>', new Date(nowMs))
    .execute()
  return new Map(rows.map(({ warning_id, ruling }) => [warning_id, ruling]))
}

/** Puts a ruling in the place of an earlier one; `null` takes it away. */
export async function setRuling(
  db: HubDatabase,
  warningId: string,
  ruling: Ruling | null,
  endsAt: Date,
): Promise<void> {
  await db.deleteFrom('hub_rulings').where('warning_id', '=', warningId).execute()
  if (ruling === null) return
  await db
    .insertInto('hub_rulings')
    .values({ warning_id: warningId, ruling, ends_at: endsAt })
    .execute()
}

/** Deletes what has run out, and says of which endpoints. */
export async function dropEndedRulings(db: HubDatabase, now: Date): Promise<string[]> {
  const rows = await db
    .deleteFrom('hub_rulings')
    .where('ends_at', '<=', now)
    .returning('warning_id')
    .execute()
  return rows.map(({ warning_id }) => warning_id)
}
