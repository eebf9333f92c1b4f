import type { FlowAccess } from '../../core/flow-access.ts'
import type { FlowEngine, SqlParameters } from './flow-engine.ts'
import type { FoldLedger, FoldRange } from './fold-ledger.ts'
import { ROLL_UP_NAMES } from './roll-up-tables.ts'
import { type HeldTable, heldTable } from './schema.ts'

/** What one run may do, and over which records. */
export type FoldJob = {
  readonly run: number
  readonly range: FoldRange
  /** Runs before this one under the same rules. */
  readonly earlierRuns: readonly number[]
  /** The name under which each ClickHouse holds its own rows of a table. */
  held(table: HeldTable): string
  /** On every ClickHouse, over the rows it holds itself. */
  onShards(sql: string, parameters?: SqlParameters): Promise<void>
  /** On the one that is asked; its tables are those of all. */
  rows<Row>(sql: string, parameters?: SqlParameters): Promise<Row[]>
}

export type FoldSummary = {
  readonly runs: number
  readonly records: number
  /** Runs of other rules, or of a run that died, whose rows were deleted. */
  readonly dropped: number
}

/** `done` of `total` records; called before each run and at the end. */
export type FoldProgress = (done: number, total: number) => void

/** Where flows can be folded: a FlowStore, or a private engine of simulated flows. */
export type FoldingPlace = {
  foldPending(
    access: FlowAccess,
    rules: string,
    work: (job: FoldJob) => Promise<void>,
    onProgress?: FoldProgress,
  ): Promise<FoldSummary>
}

/**
 * Closes the open fold and folds what no run has folded by these rules. A run counts from the moment the
 * ledger says so; one that fails before has left rows that nobody reads, and they are deleted here
 * the next time.
 */
export async function foldPending(
  engine: FlowEngine,
  ledger: FoldLedger,
  rules: string,
  work: (job: FoldJob) => Promise<void>,
  hooks: { onProgress?: FoldProgress; onRun?: (range: FoldRange) => Promise<void> } = {},
): Promise<FoldSummary> {
  await ledger.close()
  const ranges = await ledger.pending(rules)
  const total = ranges.reduce((sum, range) => sum + range.records, 0)
  let done = 0
  for (const range of ranges) {
    hooks.onProgress?.(done, total)
    const earlierRuns = await ledger.runs(rules)
    const run = await ledger.begin(range, rules)
    if (range.records > 0) {
      await hooks.onRun?.(range)
      await work({ run, range, earlierRuns, ...handsOf(engine) })
    }
    await ledger.finish(range, run, rules)
    done += range.records
  }
  if (ranges.length > 0) hooks.onProgress?.(done, total)
  const dropped = await dropForsaken(engine, ledger, rules)
  return { runs: ranges.length, records: total, dropped }
}

function handsOf(engine: FlowEngine): Pick<FoldJob, 'held' | 'onShards' | 'rows'> {
  return {
    held: (table) => heldTable(engine, table),
    onShards: (sql, parameters) => engine.runOnShards(sql, parameters),
    rows: (sql, parameters) => engine.rows(sql, parameters),
  }
}

/** A statement may have 256 KiB; other rules forsake all the runs of a year at once. */
const RUNS_PER_DELETION = 10_000

async function dropForsaken(
  engine: FlowEngine,
  ledger: FoldLedger,
  rules: string,
): Promise<number> {
  const forsaken = await ledger.forsaken(rules)
  if (forsaken.length === 0) return 0
  for (let at = 0; at < forsaken.length; at += RUNS_PER_DELETION) {
    const runs = forsaken.slice(at, at + RUNS_PER_DELETION)
    for (const table of ROLL_UP_NAMES)
      await engine.runOnShards(
        `DELETE FROM ${heldTable(engine, table)} WHERE run IN (${runs.map(Number).join(', ')})`,
      )
    await ledger.markDropped(runs)
  }
  return forsaken.length
}
