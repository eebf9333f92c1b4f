import type { ColumnType, Generated } from 'kysely'
import type { EndpointKind } from '../../core/endpoint-kind.ts'
import type { ColumnMapping } from './formats/columns.ts'
import type { ImportReport } from './import-report.ts'
import type { ListFormat } from './list-format.ts'
import type { ListKind } from './list-reading.ts'
import type { FeedState } from './read-misp-feed.ts'

/** JSON columns are written as text and read as values. */
type Json<T> = ColumnType<T, string, string>
type NullableJson<T> = ColumnType<T | null, string | null, string | null>

export type ListSourcesTable = {
  name: string
  kind: ListKind
  terms: string
  contact: string | null
  url: string | null
  format: ListFormat | null
  columns: Json<ColumnMapping>
  reliability: number
  half_life_days: number
  default_kind: EndpointKind
  origin: string | null
  is_verifying: boolean
  is_complete: boolean
  refresh_seconds: number | null
  reason: string | null
  valid_days: number | null
  created_at: Date
  changed_at: Date
  removed_at: Date | null
  verified_at: Date | null
  tried_at: Date | null
  failure: string | null
  failure_count: Generated<number>
  entry_count: Generated<number>
  listed_count: Generated<number>
  /** Of the newest imported content and of how it was read. */
  digest: string | null
  etag: string | null
  last_modified: string | null
  feed_state: NullableJson<FeedState>
}

export type FetchOutcome = 'imported' | 'unchanged' | 'failed' | 'removed'

/** Every attempt: who, when, from where, what came of it. */
export type ListFetchesTable = {
  id: Generated<number>
  source: string
  at: Date
  actor: string
  /** A file's name or a URL. */
  place: string
  format: string | null
  octets: number
  digest: string | null
  outcome: FetchOutcome
  code: string | null
  report: NullableJson<ImportReport>
}

export type ListEntriesTable = {
  id: Generated<number>
  source: string
  part: string
  network: string
  protocol: string | null
  port: number | null
  kind: EndpointKind
  tag: string | null
  reason: string | null
  first_listed: Date
  last_verified: Date | null
  last_removed: Date | null
  ends_at: Date | null
  line: number
  first_fetch: number
  /** The fetch in which it was no longer listed. */
  last_fetch: number | null
  /** The newest fetch that changed what it says. */
  changed_fetch: number | null
}

export type ListTables = {
  list_sources: ListSourcesTable
  list_fetches: ListFetchesTable
  list_entries: ListEntriesTable
}
