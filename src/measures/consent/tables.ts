import type { ColumnType } from 'kysely'
import type { Channel, ConsentFact } from './event.ts'
import type { ConsentBasis } from './grant.ts'
import type { ConsentScope } from './scopes.ts'
import type { TermsChange, Wording } from './terms.ts'

/** JSON columns are written as text and read as values. */
type Json<T> = ColumnType<T, string, never>

/** The database refuses to change or delete a row. */
export type ConsentTermsTable = {
  id: string
  scope: ConsentScope
  version: number
  basis: ConsentBasis
  change: TermsChange
  wording: Json<Wording>
  digest: string
  grace_ms: number
  published_at: Date
  published_by: string
  note: string
}

/** Append-only; what is past its retention is deleted by `retention.ts` and nobody else. */
export type ConsentEventsTable = {
  number: number
  subscriber: string
  sequence: number
  at: Date
  channel: Channel
  actor: string
  fact: Json<ConsentFact>
  hash: string
}

/** Which line had a prefix when, by our own clock; the database refuses two at the same instant. */
export type ConsentLinesTable = {
  subscriber: string
  prefix: string
  since_at: Date
  until_at: Date | null
}

/** What retention deleted, without saying whose it was. */
export type ConsentDeletionsTable = {
  at: Date
  actor: string
  ended_before: Date
  subscribers: number
  events: number
  /** SHA-256 over the last hashes of the deleted histories, sorted. */
  digest: string
}

/** Ways in for subscribers: a link that works once, and the visit that it opens. */
export type ConsentLinksTable = {
  digest: string
  kind: 'link' | 'visit'
  subscriber: string
  created_at: Date
  created_by: string
  expires_at: Date
}

export type ConsentTables = {
  consent_terms: ConsentTermsTable
  consent_events: ConsentEventsTable
  consent_lines: ConsentLinesTable
  consent_deletions: ConsentDeletionsTable
  consent_links: ConsentLinksTable
}
