import { type Kysely, sql } from 'kysely'
import { parseEndpoint, type ServiceEndpoint } from '../../core/endpoint.ts'
import { DAY_MS } from '../../core/time-span.ts'
import type { FlowReader } from '../../flows/store/flow-reader.ts'
import { agreedSince, type GrantSource } from '../consent.ts'
import type { LineMap } from '../lines/line-map.ts'
import { linesSeen } from '../looks/lines-seen.ts'
import { type Look, linesWithEndpoints } from '../looks/lines-with-endpoints.ts'
import { TOLD_STATES } from '../sending/due-messages.ts'
import { endOptedOut } from '../sending/message-log.ts'
import type { AlertTables, DayState } from '../tables.ts'
import { standingOn } from './standing-on.ts'

export type ObserveOrder = {
  readonly reader: FlowReader
  readonly lines: LineMap
  readonly consent: GrantSource
  readonly actor: string
  readonly upstreamInterfaces: readonly number[]
  readonly nowMs: number
  /** Up to when flows are stored, and from when: what lies outside was not looked at. */
  readonly held: { readonly startMs: number; readonly endMs: number }
  /** So long after planning an alert is watched; then it is over. */
  readonly watchDays: number
  readonly recordDays: number
}

export type Observed = {
  /** Looked at, for how many whole days together. */
  readonly alerts: number
  readonly days: number
  readonly ended: number
}

type Watched = {
  readonly id: string
  readonly subscriber: string
  readonly fromDay: number
  endpoints: string[]
}

/**
 * Looks what became of those who are watched, told or not, on the whole days since the last look. Nothing to look for:
 * no look. Two looks at most for each batch of lines, whatever the number of days.
 */
export async function observe(db: Kysely<AlertTables>, order: ObserveOrder): Promise<Observed> {
  const untilDay = Math.floor(Math.min(order.nowMs, order.held.endMs) / DAY_MS)
  await forgetOptedOut(db, order)
  const watched = await watchedAlerts(db, untilDay)
  const fromDay = Math.max(
    Math.min(...watched.map((one) => one.fromDay)),
    Math.ceil(order.held.startMs / DAY_MS),
  )
  let days = 0
  if (watched.length > 0 && fromDay < untilDay)
    days = await look(db, order, watched, { fromDay, untilDay })
  await db
    .updateTable('alerts')
    .set({ observed_until: new Date(untilDay * DAY_MS) })
    .where('ended_at', 'is', null)
    .where('observed_until', '<', new Date(untilDay * DAY_MS))
    .execute()
  await settleOutcomes(db, untilDay)
  return { alerts: watched.length, days, ended: await endWatched(db, order) }
}

async function watchedAlerts(db: Kysely<AlertTables>, untilDay: number): Promise<Watched[]> {
  const rows = await db
    .selectFrom('alerts as a')
    .innerJoin('alert_cases as c', 'c.alert', 'a.id')
    .select(['a.id', 'a.subscriber', 'a.observed_until', 'c.endpoint'])
    .where('a.ended_at', 'is', null)
    .where('a.subscriber', 'is not', null)
    .where('a.observed_until', '<', new Date(untilDay * DAY_MS))
    .execute()
  return [...Map.groupBy(rows, ({ id }) => id)].map(([id, own]) => ({
    id,
    subscriber: own[0]!.subscriber!,
    fromDay: Math.floor(+own[0]!.observed_until / DAY_MS),
    endpoints: own.map(({ endpoint }) => endpoint),
  }))
}

/** Who no longer agrees is not looked at, leaves the study and is forgotten, whether or not a look is due. */
async function forgetOptedOut(
  db: Kysely<AlertTables>,
  { consent, nowMs }: ObserveOrder,
): Promise<void> {
  const agreed = agreedSince(consent, nowMs)
  const rows = await db
    .selectFrom('alerts')
    .select('subscriber')
    .distinct()
    .where('subscriber', 'is not', null)
    .where('ended_at', 'is', null)
    .execute()
  for (const { subscriber } of rows)
    if (!agreed.has(subscriber!)) await endOptedOut(db, subscriber!, nowMs)
}

async function look(
  db: Kysely<AlertTables>,
  order: ObserveOrder,
  watched: readonly Watched[],
  { fromDay, untilDay }: { readonly fromDay: number; readonly untilDay: number },
): Promise<number> {
  const window = { startMs: fromDay * DAY_MS, endMs: untilDay * DAY_MS }
  const reason = `what became of ${watched.length} alerts`
  const access = { purpose: 'subscriber-alert', actor: order.actor, reason } as const
  const orderOfLook: Look = { access, window, upstreamInterfaces: order.upstreamInterfaces }
  const subscribers = [...new Set(watched.map(({ subscriber }) => subscriber))]
  const { lines } = await order.lines.lines(subscribers, window)
  const endpoints = [...new Set(watched.flatMap((one) => one.endpoints))]
    .map(parseEndpoint)
    .filter((endpoint): endpoint is ServiceEndpoint => endpoint !== undefined)

  const seen = new Set<string>()
  for (const { line, day } of await linesSeen(order.reader, orderOfLook, lines))
    seen.add(`${day} ${line.subscriber}`)
  const active = new Set<string>()
  // Here asking counts, answered or not: a device that knocks at a dead server is still infected.
  for (const { line, day } of await linesWithEndpoints(order.reader, orderOfLook, lines, endpoints))
    active.add(`${day} ${line.subscriber}`)

  const rows = watched.flatMap(({ id, subscriber, fromDay: own }) =>
    daysFrom(Math.max(own, fromDay), untilDay).map((day) => ({
      alert: id,
      day,
      state: stateOf(`${day} ${subscriber}`, active, seen),
    })),
  )
  await keepDays(db, rows)
  return rows.length
}

function stateOf(key: string, active: ReadonlySet<string>, seen: ReadonlySet<string>): DayState {
  if (active.has(key)) return 'active'
  return seen.has(key) ? 'quiet' : 'unseen'
}

const daysFrom = (from: number, until: number): number[] =>
  Array.from({ length: Math.max(0, until - from) }, (_, index) => from + index)

const ROWS_AT_ONCE = 5_000

export async function keepDays(
  db: Kysely<AlertTables>,
  rows: readonly { readonly alert: string; readonly day: number; readonly state: DayState }[],
): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE)
    await db
      .insertInto('alert_days')
      .values(rows.slice(at, at + ROWS_AT_ONCE))
      .onConflict((conflict) =>
        conflict.columns(['alert', 'day']).doUpdateSet({ state: sql`excluded.state` }),
      )
      .execute()
}

/** Outcomes as of the newest day, for reminders and for whoever asks how it stands. */
export async function settleOutcomes(db: Kysely<AlertTables>, untilDay: number): Promise<void> {
  const rows = await db
    .selectFrom('alert_days as d')
    .innerJoin('alerts as a', 'a.id', 'd.alert')
    .select(['d.alert', 'd.day', 'd.state', 'a.outcome'])
    .where('a.ended_at', 'is', null)
    .where('d.day', '>=', untilDay - 10)
    .execute()
  for (const [alert, own] of Map.groupBy(rows, (row) => row.alert)) {
    const outcome = standingOn(new Map(own.map(({ day, state }) => [day, state])), untilDay)
    if (outcome !== own[0]!.outcome)
      await db.updateTable('alerts').set({ outcome }).where('id', '=', alert).execute()
  }
}

/** Over when the time of watching has passed since it was told; whom nobody could reach in all that time is let go. */
async function endWatched(
  db: Kysely<AlertTables>,
  { nowMs, watchDays, recordDays }: ObserveOrder,
): Promise<number> {
  const dueBefore = (days: number): Date => new Date(nowMs - days * DAY_MS)
  const { numUpdatedRows } = await db
    .updateTable('alerts as a')
    .set({ ended_at: new Date(nowMs), ending: 'over' })
    .where('a.ended_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb('a.due_at', '<', dueBefore(recordDays)),
        eb.and([
          eb('a.due_at', '<', dueBefore(watchDays)),
          eb.exists(
            eb
              .selectFrom('alert_messages as m')
              .select('m.id')
              .whereRef('m.alert', '=', 'a.id')
              .where('m.state', 'in', [...TOLD_STATES]),
          ),
        ]),
      ]),
    )
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
