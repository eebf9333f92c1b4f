import { type Kysely, sql } from 'kysely'
import type { Tally } from '../files/tally.ts'
import type { AlertTables } from '../tables.ts'
import type { NasReset } from './radius-accounting.ts'
import type { LineSession } from './session.ts'

/** Rows of one statement: eight values each, and PostgreSQL takes 65,535 of them. */
export const ROWS_AT_ONCE = 1_000

/** Adds to what is known; the same rows again change nothing. */
export async function keepSessions(
  db: Kysely<AlertTables>,
  sessions: readonly LineSession[],
  tally: Tally,
): Promise<void> {
  const last = new Map<string, LineSession>()
  for (const session of sessions) {
    const key = keyOf(session)
    const before = last.get(key)
    last.set(key, before ? merged(before, session) : session)
  }
  const distinct = [...last.values()]
  await insert(
    db,
    distinct.filter(({ session }) => session === null),
    true,
  )
  await insert(
    db,
    distinct.filter(({ session }) => session !== null),
    false,
  )
  tally.add('taken', sessions.length)
}

async function insert(
  db: Kysely<AlertTables>,
  sessions: readonly LineSession[],
  isTable: boolean,
): Promise<void> {
  if (sessions.length === 0) return
  const rows = sessions.map((session) => ({
    subscriber: session.subscriber,
    prefix: session.prefix,
    port_first: session.portFirst,
    port_last: session.portLast,
    from_at: new Date(session.fromMs),
    until_at: session.untilMs === null ? null : new Date(session.untilMs),
    heard_at: new Date(session.heardMs),
    nas: session.nas,
    session: session.session,
  }))
  await db
    .insertInto('alert_sessions')
    .values(rows)
    .onConflict((conflict) =>
      (isTable
        ? conflict
            .columns(['prefix', 'port_first', 'from_at', 'subscriber'])
            .where('session', 'is', null)
        : conflict
            .columns(['nas', 'session', 'prefix', 'subscriber'])
            .where('session', 'is not', null)
      ).doUpdateSet({
        from_at: sql`least(alert_sessions.from_at, excluded.from_at)`,
        // A table that is handed over again may mend an end; of RADIUS a Stop is the last word.
        until_at: isTable
          ? sql`excluded.until_at`
          : sql`coalesce(alert_sessions.until_at, excluded.until_at)`,
        heard_at: sql`greatest(alert_sessions.heard_at, excluded.heard_at)`,
      }),
    )
    .execute()
}

/** Ends what an access server had when it came up again. */
export async function endSessionsOf(
  db: Kysely<AlertTables>,
  { nas, atMs }: NasReset,
): Promise<void> {
  const at = new Date(atMs)
  await db
    .updateTable('alert_sessions')
    .set({ until_at: at })
    .where('nas', '=', nas)
    .where('until_at', 'is', null)
    .where('from_at', '<', at)
    .execute()
}

function keyOf({ subscriber, prefix, portFirst, fromMs, nas, session }: LineSession): string {
  return JSON.stringify(
    session === null ? [subscriber, prefix, portFirst, fromMs] : [subscriber, prefix, nas, session],
  )
}

function merged(one: LineSession, other: LineSession): LineSession {
  return {
    ...other,
    fromMs: Math.min(one.fromMs, other.fromMs),
    untilMs: other.session === null ? other.untilMs : (one.untilMs ?? other.untilMs),
    heardMs: Math.max(one.heardMs, other.heardMs),
  }
}
