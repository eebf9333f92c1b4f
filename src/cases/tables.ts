import type { ColumnType } from 'kysely'
import type { EndpointKind } from '../core/endpoint-kind.ts'
import type { EventDetails } from './registry/event-details.ts'
import type { Band, Evidence, Reason } from './registry/evidence.ts'
import type { CaseLife } from './registry/life.ts'
import type { CaseEventKind, CaseStatus } from './registry/status.ts'

/** JSON columns are written as text and read as values, in both homes of the database. */
type NullableJson<T> = ColumnType<T | null, string | null, string | null>

/** One row per endpoint: its identity, and the snapshot that `registry/snapshot.ts` derives. */
export type CasesTable = {
  id: string
  address: string
  protocol: string
  port: number
  /** `formatEndpoint`, for searching. */
  endpoint: string
  status: CaseStatus
  probability: number
  band: Band
  clients: number
  proposed_at: Date
  changed_at: Date
  scored_at: Date
  leading_reason: NullableJson<Reason>
  event_count: number
  kind: EndpointKind
  /** Who asked for publication, while a second person has not answered. */
  requested_by: string | null
  /** The end of a lease that runs. */
  valid_until: Date | null
  life: ColumnType<Omit<CaseLife, 'status'>, string, string>
}

/** What happened, in order. The database refuses to change or delete a row. */
export type CaseEventsTable = {
  case_id: string
  /** 1, 2, 3 … within the case. */
  sequence: number
  kind: CaseEventKind
  at: Date
  actor: string
  note: string | null
  evidence: NullableJson<Evidence>
  details: NullableJson<EventDetails>
}

export type CaseTables = { cases: CasesTable; case_events: CaseEventsTable }
