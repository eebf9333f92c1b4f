import { sql } from 'kysely'
import { HOUR_MS } from '../../core/time-span.ts'
import { wholeHour } from '../warning/whole-time.ts'
import type { DisputeContext } from './context.ts'

/** Published: how many, how they ended, how long it took. Nothing in it is about an address. */
export type DisputeStatistics = {
  /** A whole hour. */
  readonly at: string
  readonly decisionHours: number
  readonly now: {
    readonly open: number
    readonly overdue: number
    readonly suspended: number
  }
  /** The newest first. Ended ones count in the month in which they were filed. */
  readonly months: readonly MonthOfDisputes[]
}

export type MonthOfDisputes = {
  readonly month: string
  /** Claims to an address, those that proved control, and those that came to nothing. */
  readonly claimed: number
  readonly proved: number
  readonly lapsed: number
  readonly filed: number
  readonly released: number
  readonly rejected: number
  readonly withdrawn: number
  readonly open: number
  readonly appealed: number
  /** From filing to the first decision; null while there is none. */
  readonly medianHours: number | null
  readonly worstHours: number | null
}

const MONTH_COUNT_MAX = 36

export async function disputeStatistics(context: DisputeContext): Promise<DisputeStatistics> {
  const { clock, settings } = context
  const filed = await filedByMonth(context)
  const claims = await claimsByMonth(context)
  const months = [...new Set([...filed.keys(), ...claims.keys()])].sort().reverse()
  return {
    at: wholeHour(clock.nowMs()),
    decisionHours: settings.decisionHours,
    now: await standingNow(context),
    months: months.slice(0, MONTH_COUNT_MAX).map((month) => ({
      month,
      ...NOTHING_CLAIMED,
      ...NOTHING_FILED,
      ...claims.get(month),
      ...filed.get(month),
    })),
  }
}

const NOTHING_CLAIMED = { claimed: 0, proved: 0, lapsed: 0 }
const NOTHING_FILED = {
  filed: 0,
  released: 0,
  rejected: 0,
  withdrawn: 0,
  open: 0,
  appealed: 0,
  medianHours: null,
  worstHours: null,
}
type Filed = Omit<MonthOfDisputes, 'month' | keyof typeof NOTHING_CLAIMED>
type Claimed = Pick<MonthOfDisputes, keyof typeof NOTHING_CLAIMED>

const oneDigit = (value: number | null): number | null =>
  value === null ? null : Math.round(Number(value) * 10) / 10

async function filedByMonth({ db }: DisputeContext): Promise<Map<string, Filed>> {
  const hours = sql`((life #>> '{decisions,0,atMs}')::float8 - (life ->> 'filedAtMs')::float8) / ${HOUR_MS}::float8`
  const { rows } = await sql<Filed & { month: string }>`
    select
      to_char(filed_at at time zone 'UTC', 'YYYY-MM') as "month",
      count(*)::int as "filed",
      (count(*) filter (where status = 'released'))::int as "released",
      (count(*) filter (where status = 'rejected'))::int as "rejected",
      (count(*) filter (where status = 'withdrawn'))::int as "withdrawn",
      (count(*) filter (where ended_at is null))::int as "open",
      (count(*) filter (where life ->> 'isAppealed' = 'true'))::int as "appealed",
      percentile_cont(0.5) within group (order by ${hours})
        filter (where life #> '{decisions,0}' is not null) as "medianHours",
      max(${hours}) as "worstHours"
    from disputes
    group by 1`.execute(db)
  return new Map(
    rows.map(({ month, ...row }) => [
      month,
      { ...row, medianHours: oneDigit(row.medianHours), worstHours: oneDigit(row.worstHours) },
    ]),
  )
}

async function claimsByMonth({ db }: DisputeContext): Promise<Map<string, Claimed>> {
  const rows = await db.selectFrom('dispute_counts').selectAll().execute()
  const months = new Map<string, Claimed>()
  for (const { month, name, count } of rows) {
    const field = name === 'opened' ? 'claimed' : name
    months.set(month, { ...NOTHING_CLAIMED, ...months.get(month), [field]: Number(count) })
  }
  return months
}

async function standingNow({ db, clock }: DisputeContext): Promise<DisputeStatistics['now']> {
  const { rows } = await sql<DisputeStatistics['now']>`
    select
      count(*)::int as "open",
      (count(*) filter (where (life ->> 'dueAtMs')::float8 < ${clock.nowMs()}::float8))::int as "overdue",
      (count(*) filter (where life ->> 'isSuspended' = 'true'))::int as "suspended"
    from disputes where ended_at is null`.execute(db)
  return rows[0]!
}
