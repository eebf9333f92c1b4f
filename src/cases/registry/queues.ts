import { type Kysely, sql } from 'kysely'
import type { EndpointKind } from '../../core/endpoint-kind.ts'
import { isSamePerson } from '../../core/same-person.ts'
import { DAY_MS, MINUTE_MS } from '../../core/time-span.ts'
import type { CaseTables } from '../tables.ts'
import { type CaseSummary, summaryOf } from './find.ts'

/** What waits for somebody, as counts. */
export type Queues = {
  readonly proposed: number
  readonly inReview: number
  /** Confirmed and not asked to be published. */
  readonly confirmed: number
  readonly awaitingApproval: number
  /** Of these, not asked for by the asker. */
  readonly awaitingOthers: number
  readonly disputed: number
  readonly endingInDay: number
  readonly endingInThreeDays: number
}

export type CalendarDay = {
  /** `2026-11-21` */
  readonly day: string
  readonly count: number
  readonly byKind: Readonly<Partial<Record<EndpointKind, number>>>
}

/** Nobody answers more in a day; the rest waits for the next look. */
const APPROVAL_COUNT_MAX = 500
const SOON_DAYS = 3

export async function queuesOf(
  db: Kysely<CaseTables>,
  actor: string,
  nowMs: number,
): Promise<Queues> {
  const soon = (days: number) => new Date(nowMs + days * DAY_MS)
  const { rows } = await sql<Omit<Queues, 'awaitingOthers'>>`
    select count(*) filter (where status = 'proposed') as "proposed",
      count(*) filter (where status = 'in-review') as "inReview",
      count(*) filter (where status = 'confirmed' and requested_by is null) as "confirmed",
      count(*) filter (where requested_by is not null) as "awaitingApproval",
      count(*) filter (where status = 'disputed') as "disputed",
      count(*) filter (where valid_until <= ${soon(1)}) as "endingInDay",
      count(*) filter (where valid_until <= ${soon(SOON_DAYS)}) as "endingInThreeDays"
    from cases where status in ('proposed', 'in-review', 'confirmed', 'published', 'disputed')`.execute(
    db,
  )
  const requesters = await db
    .selectFrom('cases')
    .select(['requested_by', (eb) => eb.fn.countAll<number>().as('count')])
    .where('requested_by', 'is not', null)
    .groupBy('requested_by')
    .execute()
  const awaitingOthers = requesters
    .filter(({ requested_by }) => !isSamePerson(requested_by ?? '', actor))
    .reduce((sum, { count }) => sum + count, 0)
  return { ...rows[0]!, awaitingOthers }
}

/** Requests for publication that nobody has answered, the oldest first. */
export async function approvalsOf(db: Kysely<CaseTables>, limit: number): Promise<CaseSummary[]> {
  const rows = await db
    .selectFrom('cases')
    .selectAll()
    .where('requested_by', 'is not', null)
    .orderBy(sql`(life->'request'->>'atMs')::double precision`)
    .orderBy('id')
    .limit(Math.min(limit, APPROVAL_COUNT_MAX))
    .execute()
  return rows.map(summaryOf)
}

/** Warnings that end from now on, by local day; what is overdue stands under today. */
export async function calendarOf(
  db: Kysely<CaseTables>,
  span: { readonly nowMs: number; readonly days: number; readonly offsetMinutes: number },
): Promise<CalendarDay[]> {
  const { nowMs, days, offsetMinutes } = span
  const localMs = (ms: number): number => ms + offsetMinutes * MINUTE_MS
  const today = Math.floor(localMs(nowMs) / DAY_MS)
  const until = new Date((today + days) * DAY_MS - offsetMinutes * MINUTE_MS)
  const { rows } = await sql<{ day: string; kind: EndpointKind; count: number }>`
    select to_char(greatest(valid_until, ${new Date(nowMs)}) at time zone 'UTC'
        + make_interval(mins => ${sql.raw(String(Math.trunc(offsetMinutes)))}), 'YYYY-MM-DD') as day,
      kind, count(*) as count
    from cases where valid_until < ${until} group by 1, 2 order by 1, 2`.execute(db)
  return [...Map.groupBy(rows, ({ day }) => day)].map(([day, ofDay]) => ({
    day,
    count: ofDay.reduce((sum, { count }) => sum + count, 0),
    byKind: Object.fromEntries(ofDay.map(({ kind, count }) => [kind, count])),
  }))
}
