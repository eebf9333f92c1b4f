import { type Kysely, type RawBuilder, sql } from 'kysely'
import { DAY_MS, MINUTE_MS, type TimeSpan } from '../../core/time-span.ts'
import type { AlertTables } from '../tables.ts'
import { clearSpans } from './clear-spans.ts'

/** Whose an address was, or why nobody can say. */
export type Resolution =
  | { readonly kind: 'line'; readonly subscriber: string }
  | { readonly kind: 'unmapped' | 'ambiguous' }

/** Addresses that were one line's alone for a while. */
export type Line = {
  readonly subscriber: string
  readonly prefix: string
  readonly portFirst: number
  readonly portLast: number
  readonly span: TimeSpan
}

export type LineMapOptions = {
  /** A RADIUS session without a Stop is believed so long after its last packet. */
  readonly graceMinutes: number
  /** A table's row without an end is believed so long after it was handed over; older rows are deleted. */
  readonly sessionDays: number
}

const SUBSCRIBERS_AT_ONCE = 1_000

/** The carrier's mapping of addresses and times to lines. Where two answers are possible there is none. */
export class LineMap {
  readonly #db: Kysely<AlertTables>
  readonly #options: LineMapOptions

  constructor(db: Kysely<AlertTables>, options: LineMapOptions) {
    this.#db = db
    this.#options = options
  }

  /** @param port of the line's side; without it an address behind a NAT is nobody's */
  async resolve(address: string, atMs: number, port?: number): Promise<Resolution> {
    const at = new Date(atMs)
    const [low, high] = port === undefined ? [0, 65_535] : [port, port]
    const { rows } = await sql<{ subscriber: string }>`
      select distinct subscriber from alert_sessions as s
      where prefix >>= ${address}::inet and from_at <= ${at} and ${this.#until('s')} > ${at}
        and port_first <= ${high} and port_last >= ${low}
      limit 2`.execute(this.#db)
    if (rows.length > 1) return { kind: 'ambiguous' }
    const subscriber = rows[0]?.subscriber
    return subscriber === undefined ? { kind: 'unmapped' } : { kind: 'line', subscriber }
  }

  /** Everybody who had an address in the window. */
  async subscribers(window: TimeSpan): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('alert_sessions as s')
      .select('subscriber')
      .distinct()
      .where('from_at', '<', new Date(window.endMs))
      .where(sql<boolean>`${this.#until('s')} > ${new Date(window.startMs)}`)
      .orderBy('subscriber')
      .execute()
    return rows.map(({ subscriber }) => subscriber)
  }

  /** What was certainly theirs within the window, and how many sessions were another's as well, wholly. */
  async lines(
    subscribers: readonly string[],
    window: TimeSpan,
  ): Promise<{ lines: Line[]; ambiguous: number }> {
    const lines: Line[] = []
    let ambiguous = 0
    for (let at = 0; at < subscribers.length; at += SUBSCRIBERS_AT_ONCE) {
      const some = subscribers.slice(at, at + SUBSCRIBERS_AT_ONCE)
      for (const held of await this.#held(some, window)) {
        const spans = clearSpans(held.span, held.conflicts)
        if (spans.length === 0) ambiguous++
        for (const span of spans) lines.push({ ...held.line, span })
      }
    }
    return { lines, ambiguous }
  }

  async #held(subscribers: readonly string[], window: TimeSpan): Promise<Held[]> {
    const { rows } = await sql<HeldRow>`
      select s.id, s.subscriber, s.prefix::text as prefix, s.port_first, s.port_last, s.from_at,
             ${this.#until('s')} as until_at, o.from_at as other_from,
             ${this.#until('o')} as other_until
      from alert_sessions as s
      left join alert_sessions as o
        on o.prefix && s.prefix and o.subscriber <> s.subscriber
        and o.port_first <= s.port_last and o.port_last >= s.port_first
        and o.from_at < ${this.#until('s')} and ${this.#until('o')} > s.from_at
      where s.subscriber = any(${[...subscribers]}::text[])
        and s.from_at < ${new Date(window.endMs)}
        and ${this.#until('s')} > ${new Date(window.startMs)}
      order by s.id`.execute(this.#db)
    const held = new Map<number, Held>()
    for (const row of rows) {
      const known = held.get(row.id) ?? heldOf(row, window)
      if (row.other_from && row.other_until)
        known.conflicts.push({ startMs: +row.other_from, endMs: +row.other_until })
      held.set(row.id, known)
    }
    return [...held.values()]
  }

  /** When a session ended, or until when one that nobody ended is believed. */
  #until(table: 's' | 'o'): RawBuilder<Date> {
    const { graceMinutes, sessionDays } = this.#options
    const column = (name: string) => sql.ref(`${table}.${name}`)
    const [grace, days] = [graceMinutes * MINUTE_MS, sessionDays * DAY_MS]
    return sql<Date>`coalesce(${column('until_at')}, ${column('heard_at')} +
      case when ${column('session')} is null
        then ${sql.lit(`${days} milliseconds`)}::interval
        else ${sql.lit(`${grace} milliseconds`)}::interval end)`
  }
}

type HeldRow = {
  readonly id: number
  readonly subscriber: string
  readonly prefix: string
  readonly port_first: number
  readonly port_last: number
  readonly from_at: Date
  readonly until_at: Date
  readonly other_from: Date | null
  readonly other_until: Date | null
}

type Held = {
  readonly line: Omit<Line, 'span'>
  readonly span: TimeSpan
  readonly conflicts: TimeSpan[]
}

function heldOf(row: HeldRow, window: TimeSpan): Held {
  return {
    line: {
      subscriber: row.subscriber,
      prefix: row.prefix,
      portFirst: row.port_first,
      portLast: row.port_last,
    },
    span: {
      startMs: Math.max(+row.from_at, window.startMs),
      endMs: Math.min(+row.until_at, window.endMs),
    },
    conflicts: [],
  }
}
