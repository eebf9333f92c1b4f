import { sql } from 'kysely'
import { isWithdrawn } from '../../warning/warning.ts'
import type { HubDatabase } from '../context.ts'
import type { Member } from '../member.ts'
import { needToKnow } from '../need-to-know.ts'
import { bucketOf } from './speed.ts'

/** A member that was away for long acknowledges many at once; so many of them say enough. */
const CHANGE_COUNT_MAX = 2_000

type Place = { readonly holds: number; readonly enforces: number }

/**
 * How long the changes took that an acknowledgement covers: to be held, and, of withdrawals that the member acted
 * on before, to be dropped. The first list of a member is no change to it. Costs by change, not by what is held.
 */
export async function recordSpeeds(
  db: HubDatabase,
  member: Member,
  before: Place,
  after: Place,
  nowMs: number,
): Promise<void> {
  if (before.holds === 0 || after.holds <= Math.min(before.holds, before.enforces)) return
  const rows = await db
    .selectFrom('hub_list')
    .select(['warning', 'sequence', 'first_sequence', 'added_us', 'only_member'])
    .where('sequence', '>', Math.min(before.holds, before.enforces))
    .where('sequence', '<=', after.holds)
    .orderBy('sequence', 'desc')
    .limit(CHANGE_COUNT_MAX)
    .execute()
  const needs = needToKnow(member)
  const counts = new Map<string, { what: 'acknowledge' | 'drop'; bucket: number; count: number }>()
  for (const row of rows) {
    if (row.only_member !== null || !needs(row.warning)) continue
    const bucket = bucketOf(nowMs - row.added_us / 1000)
    const isHeldNow = row.sequence > before.holds
    const isDroppedNow =
      isWithdrawn(row.warning) &&
      row.first_sequence <= before.enforces &&
      row.sequence > before.enforces &&
      row.sequence <= after.enforces
    for (const what of [
      ...(isHeldNow ? ['acknowledge' as const] : []),
      ...(isDroppedNow ? ['drop' as const] : []),
    ]) {
      const held = counts.get(`${what} ${bucket}`) ?? { what, bucket, count: 0 }
      counts.set(`${what} ${bucket}`, { ...held, count: held.count + 1 })
    }
  }
  if (counts.size === 0) return
  const day = new Date(nowMs).toISOString().slice(0, 10)
  await db
    .insertInto('hub_speeds')
    .values([...counts.values()].map((each) => ({ member_id: member.id, day, ...each })))
    .onConflict((conflict) =>
      conflict
        .columns(['member_id', 'day', 'what', 'bucket'])
        .doUpdateSet({ count: sql<number>`hub_speeds.count + excluded.count` }),
    )
    .execute()
}

/** @param beforeDay `2026-11-21` */
export async function forgetSpeeds(db: HubDatabase, beforeDay: string): Promise<void> {
  await db.deleteFrom('hub_speeds').where('day', '<', beforeDay).execute()
}
