import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely'
import { canonicalAddress } from '../../core/address.ts'
import type { EndpointKind } from '../../core/endpoint-kind.ts'
import { formatPrefix, parsePrefix } from '../../core/prefix.ts'
import type { ListKind } from './list-reading.ts'
import type { ListEntriesTable, ListTables } from './tables.ts'

/** One stay of one endpoint, or prefix, on one list. */
export type StoredEntry = {
  readonly id: number
  readonly source: string
  readonly network: string
  readonly protocol: string | null
  readonly port: number | null
  readonly kind: EndpointKind
  readonly tag: string | null
  readonly reason: string | null
  readonly firstListedAtMs: number
  readonly lastVerifiedAtMs: number | null
  readonly lastRemovedAtMs: number | null
  readonly endsAtMs: number | null
  /** Where it came from: the import (`fetches`), and the line in it. */
  readonly fetchId: number
  readonly line: number
}

export type EntriesQuery = {
  readonly source?: string | undefined
  /** An address or a prefix: entries that hold it, or lie in it. */
  readonly address?: string | undefined
  readonly isListed?: boolean | undefined
  readonly limit: number
  /** `nextCursor` of the page before. */
  readonly cursor?: number | undefined
}

export type EntryPage = {
  readonly entries: readonly StoredEntry[]
  readonly nextCursor: number | null
}

export const ENTRY_PAGE_MAX = 500
/** A chunk of all entries; some 3 MB. */
const CHUNK_SIZE = 20_000

/** Entries that hold an address or lie in a prefix and are listed now, by either kind, with how many there are. */
export async function entriesWithin(
  db: Kysely<ListTables>,
  target: string,
  limit: number,
): Promise<{ readonly entries: readonly (StoredEntry & { listKind: ListKind })[]; total: number }> {
  const prefix = parsePrefix(target.trim())
  if (!prefix) return { entries: [], total: 0 }
  const within = db
    .selectFrom('list_entries')
    .innerJoin('list_sources', 'list_sources.name', 'list_entries.source')
    .where('last_removed', 'is', null)
    .where(sql<boolean>`network && ${formatPrefix(prefix)}::inet`)
  const rows = await within
    .selectAll('list_entries')
    .select('list_sources.kind as list_kind')
    .orderBy('id', 'desc')
    .limit(Math.min(limit, ENTRY_PAGE_MAX))
    .execute()
  const { count } = await within
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  const entries = rows.map((row) => ({ ...entryOf(row), listKind: row.list_kind }))
  return { entries, total: count }
}

/** One page, newest first. An address that is none finds nothing. */
export async function findEntries(
  db: Kysely<ListTables>,
  { source, address, isListed, limit, cursor }: EntriesQuery,
): Promise<EntryPage> {
  const size = Math.min(limit, ENTRY_PAGE_MAX)
  let query = db.selectFrom('list_entries').selectAll().orderBy('id', 'desc')
  if (source !== undefined) query = query.where('source', '=', source)
  if (isListed !== undefined) query = query.where('last_removed', isListed ? 'is' : 'is not', null)
  if (cursor !== undefined) query = query.where('id', '<', cursor)
  if (address !== undefined) {
    const prefix = parsePrefix(address.trim())
    if (!prefix) return { entries: [], nextCursor: null }
    query = query.where(sql<boolean>`network && ${formatPrefix(prefix)}::inet`)
  }
  const rows = await query.limit(size + 1).execute()
  const entries = rows.slice(0, size).map(entryOf)
  return { entries, nextCursor: rows.length > size ? (entries.at(-1)?.id ?? null) : null }
}

/** Every entry of some sources in chunks, oldest first, for the label ledger. */
export async function* allEntries(
  db: Kysely<ListTables>,
  listKind: ListKind,
): AsyncGenerator<readonly StoredEntry[]> {
  for (let after = 0; ; ) {
    const rows = await db
      .selectFrom('list_entries')
      .innerJoin('list_sources', 'list_sources.name', 'list_entries.source')
      .selectAll('list_entries')
      .where('list_sources.kind', '=', listKind)
      .where('id', '>', after)
      .orderBy('id')
      .limit(CHUNK_SIZE)
      .execute()
    const last = rows.at(-1)
    if (!last) return
    after = last.id
    yield rows.map(entryOf)
  }
}

/** What the lists said of an address, and of a port on it, at an instant. */
export type ListedThere = StoredEntry & {
  readonly listKind: ListKind
  /** Until when it holds: its own end, the list's, or null while it is listed without one. */
  readonly holdsUntilMs: number | null
}

/** More lists than exist; an address on more is shown with these. */
const CHECK_COUNT_MAX = 1_000

export async function checkAddress(
  db: Kysely<ListTables>,
  asked: { readonly address: string; readonly port?: number | undefined; readonly atMs: number },
): Promise<ListedThere[]> {
  const address = canonicalAddress(asked.address.trim())
  if (address === undefined) return []
  const at = new Date(asked.atMs)
  const rows = await db
    .selectFrom('list_entries')
    .innerJoin('list_sources', 'list_sources.name', 'list_entries.source')
    .selectAll('list_entries')
    .select([
      'list_sources.kind as list_kind',
      'list_sources.reason as list_reason',
      holdsUntil.as('holds_until'),
    ])
    .where(sql<boolean>`list_entries.network >>= ${address}::inet`)
    .where('first_listed', '<=', at)
    .where(sql<boolean>`coalesce(${holdsUntil}, 'infinity') > ${at}`)
    .where((eb) =>
      asked.port === undefined
        ? eb.lit(true)
        : eb.or([eb('port', 'is', null), eb('port', '=', asked.port)]),
    )
    .orderBy('source')
    .orderBy('id')
    .limit(CHECK_COUNT_MAX)
    .execute()
  return rows.map((row) => ({
    ...entryOf(row),
    reason: row.reason ?? row.list_reason,
    listKind: row.list_kind,
    holdsUntilMs: row.holds_until?.getTime() ?? null,
  }))
}

/** A known-good entry holds for the stated days after the list last named it; nobody is good for ever. */
export const holdsUntil: RawBuilder<Date | null> = sql<Date | null>`least(
  list_entries.last_removed, list_entries.ends_at,
  case when list_sources.valid_days is not null
    then coalesce(list_sources.verified_at, list_entries.first_listed)
      + list_sources.valid_days * interval '1 day' end)`

export function entryOf(row: Selectable<ListEntriesTable>): StoredEntry {
  return {
    id: row.id,
    source: row.source,
    network: row.network,
    protocol: row.protocol,
    port: row.port,
    kind: row.kind,
    tag: row.tag,
    reason: row.reason,
    firstListedAtMs: row.first_listed.getTime(),
    lastVerifiedAtMs: row.last_verified?.getTime() ?? null,
    lastRemovedAtMs: row.last_removed?.getTime() ?? null,
    endsAtMs: row.ends_at?.getTime() ?? null,
    fetchId: row.first_fetch,
    line: row.line,
  }
}
