import type { FlowAccess } from '../../core/flow-access.ts'
import type { SqlParameters } from './flow-engine.ts'

/**
 * The only way to read flow records: every look states its purpose and is appended to the audit
 * before the query runs. `sql` reads the table `flows` (columns: flows/wire/flow-columns.ts).
 */
export type FlowReader = {
  query<Row>(access: FlowAccess, sql: string, parameters?: SqlParameters): Promise<Row[]>
}
