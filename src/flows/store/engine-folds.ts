import type { FlowAccess } from '../../core/flow-access.ts'
import type { FlowEngine, SqlParameters } from './flow-engine.ts'
import { FoldLedger } from './fold-ledger.ts'
import { type FoldingPlace, foldPending } from './fold-pending.ts'
import { type ScratchReader, withScratch } from './scratch.ts'

/**
 * Folding and reading without an audit, for an engine that holds nobody's communications: simulated
 * flows, and tests. A store of real flows is a `FlowStore`.
 */
export function engineFolds(engine: FlowEngine): ScratchReader & FoldingPlace {
  return {
    query: <Row>(_: FlowAccess, sql: string, parameters?: SqlParameters) =>
      engine.rows<Row>(sql, parameters),
    withScratch: (_, tables, work) => withScratch(engine, tables, work),
    foldPending: async (_, rules, work, onProgress) =>
      foldPending(engine, await FoldLedger.open(engine), rules, work, {
        ...(onProgress ? { onProgress } : {}),
      }),
  }
}
