/**
 * Reputation lists and known-good lists: what others say of endpoints, since when, and by whose word. A list is
 * a statement about evidence and nothing else: it opens no case and blocks nothing. Every entry keeps the import
 * and the line it came from; what leaves a list stays here as history.
 */
import type { Selectable } from 'kysely'
import type { Clock } from '../../core/clock.ts'
import type { Database } from '../../db/database.ts'
import {
  allEntries,
  checkAddress,
  type EntriesQuery,
  type EntryPage,
  entriesWithin,
  findEntries,
  type ListedThere,
  type StoredEntry,
} from './entries.ts'
import { type ListFetcher, listFetcher } from './fetch-list.ts'
import { type ImportRequest, type ImportResult, importList } from './import-list.ts'
import type { ImportReport } from './import-report.ts'
import type { ListKind } from './list-reading.ts'
import type { TableReader } from './read-loaded.ts'
import { isDue } from './refresh.ts'
import type { ListSource } from './source.ts'
import { getSource, listSources, removeSource } from './sources.ts'
import type { FetchOutcome, ListFetchesTable, ListTables } from './tables.ts'

/** One attempt to import a list. */
export type ListFetch = {
  readonly id: number
  readonly source: string
  readonly atMs: number
  readonly actor: string
  /** A file's name, a URL without its query, or of a removal the note. */
  readonly place: string
  readonly format: string | null
  readonly octets: number
  readonly outcome: FetchOutcome
  readonly code: string | null
  readonly report: ImportReport | null
}

export type Lists = {
  sources(): Promise<readonly ListSource[]>
  /** Throws `ListError` LIST_NOT_FOUND. */
  source(name: string): Promise<ListSource>
  /** The newest attempts of a source, newest first. */
  fetches(name: string, limit: number): Promise<readonly ListFetch[]>
  /** Throws `ListError`. The same content twice changes nothing. */
  import(request: ImportRequest): Promise<ImportResult>
  /** Imports what is due by its refresh interval, one after the other; a failure is remembered and told. */
  refreshDue(onFailure: (source: string, error: unknown) => void): Promise<readonly ImportResult[]>
  /** Ends a source; answers how many entries are no longer listed. Throws `ListError`. */
  remove(name: string, by: { readonly actor: string; readonly note: string }): Promise<number>
  entries(query: EntriesQuery): Promise<EntryPage>
  /** What lists of both kinds say, or said at `atMs`, of an address. */
  check(asked: {
    readonly address: string
    readonly port?: number | undefined
    readonly atMs?: number | undefined
  }): Promise<readonly ListedThere[]>
  /** What is listed now of an address or in a range. */
  within(
    target: string,
    limit: number,
  ): Promise<{
    readonly entries: readonly (StoredEntry & { readonly listKind: ListKind })[]
    readonly total: number
  }>
  /** Everything of one kind, in chunks. */
  allEntries(listKind: ListKind): AsyncIterable<readonly StoredEntry[]>
}

export type ListsOptions = {
  /** Whether an address belongs to one of our subscribers: no list brings one into this database. */
  readonly isSubscriber?: (address: string) => boolean
  readonly fetchList?: ListFetcher
  readonly readTable?: TableReader
}

export function createLists(
  database: Database,
  clock: Clock,
  { isSubscriber = () => false, fetchList = listFetcher(), readTable }: ListsOptions = {},
): Lists {
  const db = database.$extendTables<ListTables>()
  const world = { atMs: () => clock.nowMs(), isSubscriber, fetchList, readTable }
  const bring = (request: ImportRequest) => importList(db, request, world)
  return {
    sources: () => listSources(db),
    source: (name) => getSource(db, name),
    fetches: async (name, limit) => {
      const rows = await db
        .selectFrom('list_fetches')
        .selectAll()
        .where('source', '=', name)
        .orderBy('id', 'desc')
        .limit(Math.min(limit, FETCH_PAGE_MAX))
        .execute()
      return rows.map(fetchOf)
    },
    import: bring,
    refreshDue: async (onFailure) => {
      const results: ImportResult[] = []
      for (const source of await listSources(db)) {
        if (!isDue(source, clock.nowMs())) continue
        try {
          results.push(await bring({ source: source.name, actor: 'schedule' }))
        } catch (error) {
          onFailure(source.name, error)
        }
      }
      return results
    },
    remove: (name, by) => removeSource(db, name, { ...by, atMs: clock.nowMs() }),
    entries: (query) => findEntries(db, query),
    check: ({ address, port, atMs = clock.nowMs() }) => checkAddress(db, { address, port, atMs }),
    within: (target, limit) => entriesWithin(db, target, limit),
    allEntries: (listKind) => allEntries(db, listKind),
  }
}

const FETCH_PAGE_MAX = 500

function fetchOf(row: Selectable<ListFetchesTable>): ListFetch {
  const { at, id, source, actor, place, format, octets, outcome, code, report } = row
  return { id, source, atMs: at.getTime(), actor, place, format, octets, outcome, code, report }
}
