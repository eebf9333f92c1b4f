import { sql } from 'kysely'
import { HOUR_MS } from '../../core/time-span.ts'
import type { OversightContext } from './context.ts'

/** One hour of warnings. */
export type FlowHour = {
  readonly startMs: number
  /** Words of members that were taken, and that were refused at the door. */
  readonly taken: number
  readonly refused: number
  /** What the hub then said: of its changes, how many, and how many took something back. */
  readonly stated: number
  readonly withdrawn: number
}

/** Every hour of the last so many, the running one last; quiet ones too. */
export async function flowByHour(
  { db, clock }: OversightContext,
  hours: number,
): Promise<FlowHour[]> {
  const nowMs = clock.nowMs()
  const firstMs = nowMs - (nowMs % HOUR_MS) - (hours - 1) * HOUR_MS
  const since = new Date(firstMs)
  const received = await db
    .selectFrom('hub_received')
    .select((eb) => [
      'hour',
      eb.fn.sum<number>('taken').as('taken'),
      eb.fn.sum<number>('refused').as('refused'),
    ])
    .where('hour', '>=', since)
    .groupBy('hour')
    .execute()
  const hour = sql<Date>`date_trunc('hour', stated_at, 'UTC')`
  const stated = await db
    .selectFrom('hub_log')
    .select((eb) => [
      hour.as('hour'),
      eb.fn.countAll<number>().as('stated'),
      eb.fn
        .countAll<number>()
        .filterWhere(eb.ref('statement', '->>').key('status'), 'in', ['retracted', 'released'])
        .as('withdrawn'),
    ])
    .where('stated_at', '>=', since)
    .groupBy(hour)
    .execute()
  return Array.from({ length: hours }, (_, index) => {
    const startMs = firstMs + index * HOUR_MS
    const came = received.find((row) => row.hour.getTime() === startMs)
    const went = stated.find((row) => row.hour.getTime() === startMs)
    return {
      startMs,
      taken: Number(came?.taken ?? 0),
      refused: Number(came?.refused ?? 0),
      stated: Number(went?.stated ?? 0),
      withdrawn: Number(went?.withdrawn ?? 0),
    }
  })
}
