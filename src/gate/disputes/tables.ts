import type { ColumnType, Generated } from 'kysely'
import type { ActKind, DisputeLife, DisputeStatus } from './life.ts'
import type { ProbeKind } from './ports.ts'

/** JSON columns are written as text and read as values, in both homes of the database. */
type Json<T> = ColumnType<T, string, string>
type NullableJson<T> = ColumnType<T | null, string | null, string | null>

/** How control was proved: by what the hub found itself, or by an officer who heard the registered contact. */
export type Proof = {
  readonly kind: ProbeKind | 'contact'
  readonly atMs: number
  /** Who recorded it, and how the contact answered. */
  readonly officer?: string
  readonly how?: string
}

export type DisputeClaimsTable = {
  /** For the telephone; no way in. */
  id: string
  link_digest: string
  address: string
  port: number | null
  token: string
  answer: string
  opened_at: Date
  /** Of the claim, and after a proof of the proof. */
  ends_at: Date
  checks: number
  checked_at: Date | null
  proof: NullableJson<Proof>
}

export type DisputesTable = {
  id: string
  /** In the order of filing. */
  number: ColumnType<number, never, never>
  claim_id: string | null
  /** Of the endpoint; null when it was forgotten. */
  address: string | null
  protocol: string | null
  port: number | null
  warning_id: string | null
  status: DisputeStatus
  life: Json<DisputeLife>
  proof: NullableJson<Proof>
  filed_at: Date
  changed_at: Date
  ended_at: Date | null
  /** Whether the list says what follows from this dispute. */
  is_ruled: boolean
}

/** The database refuses to change or delete a row. */
export type DisputeEventsTable = {
  sequence: ColumnType<number, never, never>
  dispute_id: string
  at: Date
  /** An officer, or `owner`. */
  actor: string
  kind: ActKind | 'filed' | 'forgotten'
  details: NullableJson<Record<string, string | boolean>>
}

export type TextKind = 'statement' | 'contact' | 'message' | 'decision' | 'note'

export type DisputeTextsTable = {
  sequence: Generated<number>
  dispute_id: string
  at: Date
  author: string
  kind: TextKind
  body: string
}

export type DisputeOfficersTable = {
  name: string
  token_digest: string
  created_at: Date
  ended_at: Date | null
}

/** What became of claims, which leave no row. */
export type DisputeCountsTable = { month: string; name: ClaimCount; count: number }
export type ClaimCount = 'opened' | 'proved' | 'lapsed'

export type DisputeTables = {
  dispute_claims: DisputeClaimsTable
  disputes: DisputesTable
  dispute_events: DisputeEventsTable
  dispute_texts: DisputeTextsTable
  dispute_officers: DisputeOfficersTable
  dispute_counts: DisputeCountsTable
}
