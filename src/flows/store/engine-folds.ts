import type { FlowAccess } from '../../core/flow-access.ts'
import type { FlowEngine, SqlParameters } from './flow-engine.ts'
import type { FlowReader } from './flow-reader.ts'
import { FoldLedger } from './fold-ledger.ts'
import { type FoldingPlace, foldPending } from './fold-pending.ts'

/**
 * Folding and reading without an audit, for an engine that holds nobody's communications: simulated
 * flows, and tests. A store of real flows is a `FlowStore`.
 */
export function engineFolds(engine: FlowEngine): FlowReader & FoldingPlace {
  return {
    query: <Row>(_: FlowAccess, sql: string, parameters?: SqlParameters) =>
      engine.rows<Row>(sql, parameters),
    foldPending: async (_, rules, work, onProgress) =>
      foldPending(engine, await FoldLedger.open(engine), rules, work, {
        ...(onProgress ? { onProgress } : {}),
      }),
  }
}
