import { HOUR_MS } from '../../core/time-span.ts'
import type { HubDatabase } from './context.ts'

/** Counts what a member said, by the hour and not by what it was about. */
export async function countReceived(
  db: HubDatabase,
  memberId: string,
  { taken, refused }: { readonly taken: number; readonly refused: number },
  nowMs: number,
): Promise<void> {
  if (taken + refused === 0) return
  await db
    .insertInto('hub_received')
    .values({
      member_id: memberId,
      hour: new Date(nowMs - (nowMs % HOUR_MS)),
      taken,
      refused,
    })
    .onConflict((conflict) =>
      conflict.columns(['hour', 'member_id']).doUpdateSet((eb) => ({
        taken: eb('hub_received.taken', '+', eb.ref('excluded.taken')),
        refused: eb('hub_received.refused', '+', eb.ref('excluded.refused')),
      })),
    )
    .execute()
}

/** What nobody looks at any more. */
export async function forgetReceived(db: HubDatabase, before: Date): Promise<void> {
  await db.deleteFrom('hub_received').where('hour', '<', before).execute()
}
