/**
 * Brings what is stored to what a list says now. A stay on the list is a row; a stay that ended is history and
 * is not touched again. All of it is set-wise SQL over a temporary table, because lists have 10⁵ entries.
 */
import { sql, type Transaction } from 'kysely'
import { ListError } from './errors.ts'
import type { EntryCounts } from './import-report.ts'
import type { ListedEntry, ParsedList } from './listed-entry.ts'
import type { ListTables } from './tables.ts'

export type StoreEntries = {
  readonly source: string
  readonly fetchId: number
  readonly atMs: number
  readonly list: ParsedList
  /** Whether what is absent has left the list. */
  readonly isComplete: boolean
  readonly isShrinkingAllowed: boolean
  readonly onProgress?: ((done: number, total: number) => void) | undefined
}

/** Rows of one statement; as JSON some 2 MB. */
const CHUNK_SIZE = 10_000
/** Below this a list may well lose more than half in a day. */
const SHRINK_GUARD_MIN = 20

export async function storeEntries(
  transaction: Transaction<ListTables>,
  task: StoreEntries,
): Promise<EntryCounts> {
  await stage(transaction, task)
  const at = new Date(task.atMs)
  const { source, fetchId } = task
  const listedBefore = await count(
    transaction,
    sql`select count(*) as count from list_entries e where e.source = ${source}
        and e.last_removed is null and ${inParts(task)}`,
  )
  const withdrawn = await changedRows(
    transaction,
    sql`update list_entries e
        set last_removed = greatest(least(i.last_removed, ${at}), e.first_listed), last_fetch = ${fetchId}
        from incoming i
        where e.source = ${source} and e.last_removed is null and ${sameEntry}
          and i.last_removed is not null and (i.last_removed >= e.first_listed or i.first_listed is null)
          and not exists (select 1 from incoming o where o.last_removed is null and ${sameAs('o')})`,
  )
  const changed = await changedRows(
    transaction,
    sql`update list_entries e
        set kind = i.kind, tag = i.tag, reason = i.reason, ends_at = i.ends_at, line = i.line,
          changed_fetch = ${fetchId}
        from incoming i
        where e.source = ${source} and e.last_removed is null and i.last_removed is null and ${sameEntry}
          and (e.kind, e.tag, e.reason, e.ends_at) is distinct from (i.kind, i.tag, i.reason, i.ends_at)`,
  )
  // A list that brings only news verifies each entry that it names; of a whole list the source's own
  // date says it for all, and nothing has to be written.
  const verified = task.isComplete ? sql`i.last_verified` : sql`coalesce(i.last_verified, ${at})`
  await sql`
    update list_entries e set last_verified = greatest(${verified}, e.last_verified)
    from incoming i
    where e.source = ${source} and e.last_removed is null and i.last_removed is null and ${sameEntry}
      and greatest(${verified}, e.last_verified) is distinct from e.last_verified`.execute(
    transaction,
  )
  const vanished = task.isComplete
    ? await changedRows(
        transaction,
        sql`update list_entries e set last_removed = greatest(${at}, e.first_listed), last_fetch = ${fetchId}
            where e.source = ${source} and e.last_removed is null and ${inParts(task)}
              and not exists (select 1 from incoming i where i.last_removed is null and ${sameEntry})`,
      )
    : 0
  assertNotShrunk(task, listedBefore, vanished)
  const history = await changedRows(
    transaction,
    sql`insert into list_entries (source, part, network, protocol, port, kind, tag, reason, first_listed,
          last_verified, last_removed, ends_at, line, first_fetch, last_fetch)
        select ${source}, i.part, i.network, i.protocol, i.port, i.kind, i.tag, i.reason,
          i.first_listed, i.last_verified, least(i.last_removed, ${at}), i.ends_at, i.line, ${fetchId}::bigint, ${fetchId}::bigint
        from incoming i
        where i.last_removed is not null and i.first_listed <= least(i.last_removed, ${at})
          and not exists (select 1 from list_entries e where e.source = ${source} and ${sameEntry}
            and e.first_listed <= i.last_removed
            and coalesce(e.last_removed, 'infinity') >= i.first_listed)`,
  )
  const { added, relisted } = await addListed(transaction, source, at, fetchId)
  const listedAfter = listedBefore - withdrawn - vanished
  return { added, relisted, kept: listedAfter, changed, removed: withdrawn + vanished, history }
}

/** Who comes back after having been gone starts a new stay now, whatever date the list remembers. */
async function addListed(
  transaction: Transaction<ListTables>,
  source: string,
  at: Date,
  fetchId: number,
): Promise<{ added: number; relisted: number }> {
  const { rows } = await sql<{ added: number; relisted: number }>`
    with fresh as (
      select i.*, (select max(e.last_removed) from list_entries e where e.source = ${source} and ${sameEntry}) as left_at
      from incoming i
      where i.last_removed is null and not exists (
        select 1 from list_entries e where e.source = ${source} and e.last_removed is null and ${sameEntry})
    ), inserted as (
      insert into list_entries (source, part, network, protocol, port, kind, tag, reason, first_listed,
        last_verified, ends_at, line, first_fetch)
      select ${source}, part, network, protocol, port, kind, tag, reason,
        case when left_at >= least(coalesce(first_listed, ${at}), ${at}) then ${at}
          else least(coalesce(first_listed, ${at}), ${at}) end,
        last_verified, ends_at, line, ${fetchId}::bigint
      from fresh returning 1)
    select (select count(*) from inserted) as added,
      (select count(*) from fresh where left_at is not null) as relisted`.execute(transaction)
  const [row] = rows
  return { added: Number(row?.added), relisted: Number(row?.relisted) }
}

async function stage(
  transaction: Transaction<ListTables>,
  { list, onProgress }: StoreEntries,
): Promise<void> {
  await sql`
    create temporary table incoming (
      part text not null, network cidr not null, protocol text, port integer, kind text not null, tag text,
      reason text, first_listed timestamptz, last_verified timestamptz, last_removed timestamptz,
      ends_at timestamptz, line integer not null
    ) on commit drop`.execute(transaction)
  for (let start = 0; start < list.entries.length; start += CHUNK_SIZE) {
    const rows = list.entries.slice(start, start + CHUNK_SIZE).map(rowOf)
    await sql`
      insert into incoming select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row(
        part text, network cidr, protocol text, port integer, kind text, tag text, reason text,
        first_listed timestamptz, last_verified timestamptz, last_removed timestamptz,
        ends_at timestamptz, line integer)`.execute(transaction)
    onProgress?.(Math.min(start + CHUNK_SIZE, list.entries.length), list.entries.length)
  }
  await sql`create index on incoming (network)`.execute(transaction)
  await sql`analyze incoming`.execute(transaction)
}

function rowOf(entry: ListedEntry) {
  const at = (epochMs: number | null): string | null =>
    epochMs === null ? null : new Date(epochMs).toISOString()
  return {
    part: entry.part,
    network: entry.network,
    protocol: entry.protocol,
    port: entry.port,
    kind: entry.kind,
    tag: entry.tag,
    reason: entry.reason,
    first_listed: at(entry.firstListedAtMs),
    last_verified: at(entry.lastVerifiedAtMs),
    last_removed: at(entry.lastRemovedAtMs),
    ends_at: at(entry.endsAtMs),
    line: entry.line,
  }
}

/** The join is on the network, which an index or a hash finds; the rest only filters. */
function sameAs(incoming: 'i' | 'o') {
  const i = sql.raw(incoming)
  return sql<boolean>`e.network = ${i}.network and e.part = ${i}.part
    and e.protocol is not distinct from ${i}.protocol and e.port is not distinct from ${i}.port`
}
const sameEntry = sameAs('i')

function inParts({ list: { parts } }: StoreEntries) {
  return parts === null ? sql<boolean>`true` : sql<boolean>`e.part = any(${[...parts]}::text[])`
}

/** An upstream that serves half a file would otherwise retract half of what we know. */
function assertNotShrunk(task: StoreEntries, before: number, vanished: number): void {
  if (task.isShrinkingAllowed || before < SHRINK_GUARD_MIN || vanished * 2 <= before) return
  throw new ListError(
    'LIST_SHRUNK',
    `${vanished} of ${before} entries are no longer in the list; if that is right, import it with --allow-shrinking`,
  )
}

async function changedRows(
  transaction: Transaction<ListTables>,
  statement: ReturnType<typeof sql>,
): Promise<number> {
  const { numAffectedRows = 0n } = await statement.execute(transaction)
  return Number(numAffectedRows)
}

async function count(
  transaction: Transaction<ListTables>,
  statement: ReturnType<typeof sql>,
): Promise<number> {
  const { rows } = await (statement as ReturnType<typeof sql<{ count: number }>>).execute(
    transaction,
  )
  return Number(rows[0]?.count)
}
