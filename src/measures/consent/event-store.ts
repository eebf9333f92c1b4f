import { type Kysely, sql, type Transaction } from 'kysely'
import type { ConsentEvent } from './event.ts'
import type { ConsentTables } from './tables.ts'
import type { Terms } from './terms.ts'

/** Rows of one statement: an engine in this process keeps everybody waiting for as long as it takes. */
const CHUNK_SIZE = 500
const READ_SIZE = 5_000

export type StoreProgress = (done: number, total: number) => void

export async function loadTerms(db: Kysely<ConsentTables>): Promise<Terms[]> {
  const rows = await db
    .selectFrom('consent_terms')
    .selectAll()
    .orderBy('scope')
    .orderBy('version')
    .execute()
  return rows.map(({ grace_ms, published_at, published_by, ...row }) => ({
    ...row,
    graceMs: grace_ms,
    publishedAtMs: published_at.getTime(),
    publishedBy: published_by,
  }))
}

export async function insertTerms(db: Kysely<ConsentTables>, terms: Terms): Promise<void> {
  const { graceMs, publishedAtMs, publishedBy, wording, ...row } = terms
  await db
    .insertInto('consent_terms')
    .values({
      ...row,
      wording: JSON.stringify(wording),
      grace_ms: graceMs,
      published_at: new Date(publishedAtMs),
      published_by: publishedBy,
    })
    .execute()
}

/** In the order in which they were written. */
export async function* storedEvents(
  db: Kysely<ConsentTables>,
  subscriber?: string,
): AsyncGenerator<ConsentEvent> {
  let after = -1
  for (;;) {
    const rows = await db
      .selectFrom('consent_events')
      .selectAll()
      .where('number', '>', after)
      .$if(subscriber !== undefined, (query) => query.where('subscriber', '=', subscriber!))
      .orderBy('number')
      .limit(READ_SIZE)
      .execute()
    for (const { at, ...row } of rows) yield { ...row, atMs: at.getTime() }
    if (rows.length < READ_SIZE) return
    after = rows.at(-1)!.number
  }
}

/**
 * All of them or none, with what they say of lines.
 *
 * @param lineAtMs by which lines begin and end; never before any earlier one
 */
export async function storeEvents(
  transaction: Transaction<ConsentTables>,
  events: readonly ConsentEvent[],
  lineAtMs: number,
  onProgress: StoreProgress,
): Promise<void> {
  for (let start = 0; start < events.length; start += CHUNK_SIZE) {
    const rows = events
      .slice(start, start + CHUNK_SIZE)
      .map(({ atMs, ...event }) => ({ ...event, at: new Date(atMs).toISOString() }))
    await sql`insert into consent_events (number, subscriber, sequence, at, channel, actor, fact, hash)
      select number, subscriber, sequence, at, channel, actor, fact, hash
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as e (number bigint, subscriber text,
        sequence integer, at timestamptz, channel text, actor text, fact jsonb, hash text)`.execute(
      transaction,
    )
    onProgress(Math.min(start + CHUNK_SIZE, events.length), events.length)
  }
  // All that ends before anything begins: two that change places never overlap.
  const at = new Date(lineAtMs)
  for (const rows of lineChunks(events, 'line-ended'))
    await sql`update consent_lines l set until_at = greatest(l.since_at, ${at})
      from jsonb_to_recordset(${rows}::jsonb) as e (subscriber text, prefix cidr)
      where l.until_at is null and l.subscriber = e.subscriber and l.prefix = e.prefix`.execute(
      transaction,
    )
  for (const rows of lineChunks(events, 'line-assigned'))
    await sql`insert into consent_lines (subscriber, prefix, since_at)
      select subscriber, prefix, ${at}::timestamptz
      from jsonb_to_recordset(${rows}::jsonb) as e (subscriber text, prefix cidr)`.execute(
      transaction,
    )
}

function* lineChunks(
  events: readonly ConsentEvent[],
  kind: 'line-ended' | 'line-assigned',
): Generator<string> {
  const rows = events.flatMap(({ subscriber, fact }) =>
    fact.kind === kind ? fact.prefixes.map((prefix) => ({ subscriber, prefix })) : [],
  )
  for (let start = 0; start < rows.length; start += CHUNK_SIZE)
    yield JSON.stringify(rows.slice(start, start + CHUNK_SIZE))
}

/** The last instant that any line began or ended. */
export async function lastLineInstant(db: Kysely<ConsentTables>): Promise<number> {
  const row = await db
    .selectFrom('consent_lines')
    .select(sql<Date | null>`max(greatest(since_at, coalesce(until_at, since_at)))`.as('last'))
    .executeTakeFirstOrThrow()
  return row.last?.getTime() ?? 0
}
