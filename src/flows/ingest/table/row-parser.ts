import type { FlowDraft } from '../sink/flow-draft.ts'
import type { FieldTable } from './field-table.ts'

/** Why a row that is well written is still not a flow record. */
export type SkipReason = 'NOT_IP'

/** Reads the fields of one row into a draft. */
export type RowParser = {
  /** @throws FieldProblem */
  parse(fields: FieldTable, draft: FlowDraft): SkipReason | undefined
}
