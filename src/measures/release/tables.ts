import type { ColumnType } from 'kysely'
import type { Exemption } from './exemption.ts'
import type { ReleaseReceipt } from './receipt.ts'

/** JSON columns are written as text and read as values. */
type Json<T> = ColumnType<T, string, string>

/** What was released, what is not blocked for it, and the proof. Holds no subscriber. */
export type ReleasesTable = {
  id: string
  subject: string
  cause: string
  requested_at: Date
  requested_by: string
  reason: string
  exemptions: Json<readonly Exemption[]>
  receipt: Json<ReleaseReceipt> | null
  ended_at: Date | null
  ended_by: string | null
  ended_reason: string | null
}

/** When everything was lifted, and when a person turned it on again. */
export type LiftsTable = {
  id: string
  lifted_at: Date
  lifted_by: string
  reason: string
  resumed_at: Date | null
  resumed_by: string | null
  resumed_reason: string | null
}

export type ReleaseTables = { measure_releases: ReleasesTable; measure_lifts: LiftsTable }
