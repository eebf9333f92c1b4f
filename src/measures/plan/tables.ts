import type { ColumnType } from 'kysely'

type Json<T> = ColumnType<T, string, never>

/** What the operator added by hand. A row is closed, never deleted. */
export type MeasureEntriesTable = {
  id: string
  kind: 'name' | 'override'
  /** Canonical: a host name, an endpoint, a prefix. */
  target: string
  is_tree: boolean
  reason: string
  added_at: Date
  added_by: string
  until_at: Date | null
  removed_at: Date | null
  removed_by: string | null
}

/** What is in force now. */
export type MeasureTargetsTable = { plane: string; target: string; cause: string; since_at: Date }

/** How it came to be so; the database refuses to change or delete a row. */
export type MeasureChangesTable = {
  number: number
  at: Date
  plan: string
  /** Who put it in force: an approver, or `schedule` below the threshold and for what is removed. */
  actor: string
  /** Targets that came in force on some device, counted once each. */
  added_count: number
  removed_count: number
  /** By device, of changes that people could still read; of larger ones only the counts. */
  lines: Json<readonly ChangeLine[]>
}

export type ChangeLine = {
  readonly plane: string
  readonly target: string
  readonly change: 'added' | 'removed'
  readonly reason: string
}

/** The database refuses to change or delete a row. */
export type MeasureApprovalsTable = {
  number: number
  plan: string
  at: Date
  actor: string
  note: string
}

export type PlanTables = {
  measure_entries: MeasureEntriesTable
  measure_targets: MeasureTargetsTable
  measure_changes: MeasureChangesTable
  measure_approvals: MeasureApprovalsTable
}
