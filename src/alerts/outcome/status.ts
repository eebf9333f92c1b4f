import { type Kysely, sql } from 'kysely'
import type { AlertTables } from '../tables.ts'

type Counts = Readonly<Record<string, number>>

/** How telling stands: counts, nobody in particular. */
export type AlertStatus = {
  readonly sessions: number
  readonly contacts: number
  /** Reported, and not planned yet. */
  readonly reports: number
  readonly open: number
  readonly byReason: Counts
  readonly byDeviceKind: Counts
  readonly byGroup: Counts
  readonly byOutcome: Counts
  readonly byEnding: Counts
  /** `sent mail`, `deferred webhook` … */
  readonly messages: Counts
  /** Due now, and never told. */
  readonly waiting: number
  /** Of those, without a way to reach them. */
  readonly withoutContact: number
  readonly rounds: readonly {
    readonly id: string
    readonly madeAtMs: number
    readonly madeBy: string
    readonly heldOutPercent: number
    readonly studyDays: number
    readonly counts: Counts
    /** Alerts of the round that are to be told now, or were. */
    readonly due: number
    /** Of those, told or perhaps told. */
    readonly told: number
    /** As of the newest day that was looked at. */
    readonly outcomes: Counts
  }[]
}

const ROUNDS_SHOWN = 50

export async function alertStatus(db: Kysely<AlertTables>, nowMs: number): Promise<AlertStatus> {
  const count = async (table: 'alert_sessions' | 'alert_contacts' | 'alert_reports') => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::integer as count from ${sql.table(table)}`.execute(db)
    return rows[0]!.count
  }
  const by = async (column: 'reason' | 'device_kind' | 'study_group' | 'outcome' | 'ending') => {
    const { rows } = await sql<{ word: string | null; count: number }>`
      select ${sql.ref(column)} as word, count(*)::integer as count from alerts
      group by ${sql.ref(column)} order by 1`.execute(db)
    return Object.fromEntries(rows.map((row) => [row.word ?? 'open', row.count]))
  }
  const byEnding = await by('ending')
  const waiting = await waitingFor(db, nowMs)
  return {
    sessions: await count('alert_sessions'),
    contacts: await count('alert_contacts'),
    reports: await count('alert_reports'),
    open: byEnding['open'] ?? 0,
    byReason: await by('reason'),
    byDeviceKind: await by('device_kind'),
    byGroup: await by('study_group'),
    byOutcome: await by('outcome'),
    byEnding,
    messages: await messageCounts(db),
    ...waiting,
    rounds: await roundsOf(db, nowMs),
  }
}

async function waitingFor(db: Kysely<AlertTables>, nowMs: number) {
  const { rows } = await sql<{ waiting: number; reachable: number }>`
    select count(*)::integer as waiting, count(c.subscriber)::integer as reachable
    from alerts as a left join alert_contacts as c on c.subscriber = a.subscriber
    where a.ended_at is null and a.due_at <= ${new Date(nowMs)} and a.subscriber is not null
      and not exists (select 1 from alert_messages as m where m.alert = a.id
        and m.state in ('sent', 'uncertain', 'delivered'))`.execute(db)
  const { waiting, reachable } = rows[0]!
  return { waiting, withoutContact: waiting - reachable }
}

async function messageCounts(db: Kysely<AlertTables>): Promise<Counts> {
  const { rows } = await sql<{ state: string; channel: string; count: number }>`
    select state, channel, count(*)::integer as count from alert_messages
    group by state, channel order by state, channel`.execute(db)
  return Object.fromEntries(rows.map((row) => [`${row.state} ${row.channel}`, row.count]))
}

async function roundsOf(db: Kysely<AlertTables>, nowMs: number): Promise<AlertStatus['rounds']> {
  const rows = await db
    .selectFrom('alert_rounds')
    .selectAll()
    .orderBy('made_at', 'desc')
    .limit(ROUNDS_SHOWN)
    .execute()
  const progress = await progressOf(db, nowMs)
  return rows.map((row) => ({
    ...(progress.get(row.id) ?? { due: 0, told: 0, outcomes: {} }),
    id: row.id,
    madeAtMs: +row.made_at,
    madeBy: row.made_by,
    heldOutPercent: row.held_out_percent,
    studyDays: row.study_days,
    counts: row.counts,
  }))
}

type RoundProgress = { readonly due: number; readonly told: number; readonly outcomes: Counts }

async function progressOf(
  db: Kysely<AlertTables>,
  nowMs: number,
): Promise<ReadonlyMap<string, RoundProgress>> {
  const { rows } = await sql<{
    round: string
    outcome: string
    due: number
    told: number
    all: number
  }>`
    select round, outcome, count(*)::integer as all,
      (count(*) filter (where due_at <= ${new Date(nowMs)} or is_told))::integer as due,
      (count(*) filter (where is_told))::integer as told
    from (
      select a.round, a.outcome, a.due_at, exists (select 1 from alert_messages as m
        where m.alert = a.id and m.state in ('sent', 'uncertain', 'delivered')) as is_told
      from alerts as a
    ) as each group by round, outcome order by round, outcome`.execute(db)
  return new Map(
    [...Map.groupBy(rows, ({ round }) => round)].map(([round, own]) => [
      round,
      {
        due: own.reduce((sum, { due }) => sum + due, 0),
        told: own.reduce((sum, { told }) => sum + told, 0),
        outcomes: Object.fromEntries(own.map(({ outcome, all }) => [outcome, all])),
      },
    ]),
  )
}
