import { DAY_MS } from '../../core/time-span.ts'
import type { DisputeContext } from './context.ts'

const ACTOR = 'retention'
const BATCH = 200

/**
 * Some time after the end nothing is kept but dates, the outcome, and which officers decided: no statement, no
 * contact, no link, and not which address it was about.
 */
export async function forgetEnded({ db, clock, settings }: DisputeContext): Promise<number> {
  const at = new Date(clock.nowMs())
  const bound = new Date(at.getTime() - settings.keepTextsDays * DAY_MS)
  const rows = await db
    .selectFrom('disputes')
    .select(['id', 'claim_id'])
    .where('ended_at', '<', bound)
    .where('address', 'is not', null)
    .limit(BATCH)
    .execute()
  for (const { id, claim_id } of rows)
    await db.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('dispute_texts').where('dispute_id', '=', id).execute()
      await transaction
        .updateTable('disputes')
        .set({
          address: null,
          protocol: null,
          port: null,
          warning_id: null,
          proof: null,
          claim_id: null,
          is_ruled: true,
        })
        .where('id', '=', id)
        .execute()
      await transaction
        .insertInto('dispute_events')
        .values({ dispute_id: id, at, actor: ACTOR, kind: 'forgotten', details: null })
        .execute()
      // The link ends with the last dispute that was filed by it; unfiled claims lapse by themselves.
      const other = await transaction
        .selectFrom('disputes')
        .select('id')
        .where('claim_id', '=', claim_id)
        .executeTakeFirst()
      if (!other && claim_id !== null)
        await transaction.deleteFrom('dispute_claims').where('id', '=', claim_id).execute()
    })
  return rows.length
}
