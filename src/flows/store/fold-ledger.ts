import { StoreError } from './errors.ts'
import type { FlowEngine } from './flow-engine.ts'

/** Consecutive folds that are folded in one run. */
export type FoldRange = { readonly first: number; readonly last: number; readonly records: number }

/** A fold with so many records closes by itself: it can be folded in memory. */
export const FOLD_RECORDS_MAX = 4_000_000
/**
 * So many are folded together, in passes. At 100,000 flows a second a fold is closed every 40 seconds, and alone it would
 * make two rows of five flows.
 */
export const RUN_RECORDS_MAX = 32_000_000

/**
 * Which fold new segments go into, and what became of the earlier ones.
 *
 * Every stored record belongs to a fold, a number. One fold is open; folding closes it, which opens the
 * next, and then rolls up what lies in the closed one. Time plays no part, so records that come late, years
 * old or out of a spool that waited need no rule of their own: what is loaded is folded once.
 *
 * The ledger is a table of the engine, written only forwards. What a crash leaves is read from it:
 * a fold that is closed and not folded is folded, by a run with a number of its own.
 */
export class FoldLedger {
  readonly #engine: FlowEngine
  #open: number
  #inFlight = new Map<number, Set<Promise<unknown>>>()
  /** Segments whose insert may or may not have reached the engine, and the fold it was for. */
  readonly #unresolved = new Map<string, number>()
  /** Stored in the open fold by this process. */
  #records = 0

  private constructor(engine: FlowEngine, open: number) {
    this.#engine = engine
    this.#open = open
  }

  /** After `createSchema`. The fold that a dead process left open is the open one again. */
  static async open(engine: FlowEngine): Promise<FoldLedger> {
    const [row] = await engine.rows<{ next: number }>(
      `SELECT toInt64(max(fold)) + (count() > 0) AS next FROM folds WHERE state = 'closed'`,
    )
    return new FoldLedger(engine, row!.next)
  }

  get openFold(): number {
    return this.#open
  }

  /**
   * Inserts into the open fold. After an attempt whose fate is unknown the same segment goes to the same
   * fold again, and that fold stays open until the engine has spoken: otherwise what the first attempt
   * stored might arrive in a fold that was folded without it.
   */
  async insert(
    segment: { readonly name: string; readonly records: number },
    insert: (fold: number) => Promise<void>,
  ): Promise<void> {
    const fold = this.#unresolved.get(segment.name) ?? this.#open
    const running = insert(fold)
    const others = this.#inFlight.get(fold) ?? new Set()
    this.#inFlight.set(fold, others.add(running))
    try {
      await running
      this.#unresolved.delete(segment.name)
      if (fold === this.#open) this.#records += segment.records
    } catch (error) {
      if (error instanceof StoreError && error.code === 'ENGINE_UNREACHABLE')
        this.#unresolved.set(segment.name, fold)
      else this.#unresolved.delete(segment.name)
      throw error
    } finally {
      others.delete(running)
    }
    if (this.#records >= FOLD_RECORDS_MAX) await this.close()
  }

  /** Closes the open fold if it holds anything; waits for what is being inserted into it. */
  async close(): Promise<void> {
    const closing = this.#open
    if (this.#isUnresolved(closing) || !(await this.#holdsRecords(closing))) return
    this.#open = closing + 1
    this.#records = 0
    await Promise.allSettled(this.#inFlight.get(closing) ?? [])
    this.#inFlight.delete(closing)
    if (this.#isUnresolved(closing)) {
      this.#open = closing
      return
    }
    await this.#engine.run(
      `INSERT INTO folds (fold, run, state, rules, records) VALUES (${closing}, 0, 'closed', '', 0)`,
    )
  }

  /** Closed folds that no run has folded by these rules, in ranges to be folded together. */
  async pending(rules: string): Promise<FoldRange[]> {
    const waiting = await this.#engine.rows<{ fold: number }>(
      `SELECT fold FROM folds GROUP BY fold
       HAVING countIf(state = 'closed') > 0 AND fold NOT IN (${VISIBLE_FOLDS})
       ORDER BY fold`,
      { rules },
    )
    if (waiting.length === 0) return []
    const counts = await this.#engine.rows<{ fold: number; records: number }>(
      `SELECT fold, count() AS records FROM flows
       WHERE fold >= {first:UInt32} AND fold <= {last:UInt32} GROUP BY fold`,
      { first: waiting[0]!.fold, last: waiting.at(-1)!.fold },
    )
    const recordsOf = new Map(counts.map(({ fold, records }) => [fold, records]))
    return rangesOf(waiting.map(({ fold }) => ({ fold, records: recordsOf.get(fold) ?? 0 })))
  }

  /** The runs whose rows count under these rules. */
  async runs(rules: string): Promise<number[]> {
    const rows = await this.#engine.rows<{ run: number }>(VISIBLE_RUNS, { rules })
    return rows.map(({ run }) => run)
  }

  /** Gives a run its number, which no other run ever gets. */
  async begin(range: FoldRange, rules: string): Promise<number> {
    const [row] = await this.#engine.rows<{ next: number }>(
      'SELECT toInt64(max(run)) + 1 AS next FROM folds',
    )
    const run = row!.next
    await this.#engine.run(
      `INSERT INTO folds (fold, run, state, rules, records)
       SELECT {fold:UInt32}, {run:UInt32}, 'begun', {rules:String}, {records:UInt64}`,
      { fold: range.first, run, rules, records: range.records },
    )
    return run
  }

  /** From here on the run's rows count. One insert, so that all its folds are folded or none is. */
  async finish(range: FoldRange, run: number, rules: string): Promise<void> {
    await this.#engine.run(
      `INSERT INTO folds (fold, run, state, rules, records)
       SELECT {first:UInt32} + number, {run:UInt32}, 'folded', {rules:String}, {records:UInt64}
       FROM numbers({count:UInt32})`,
      {
        first: range.first,
        count: range.last - range.first + 1,
        run,
        rules,
        records: range.records,
      },
    )
  }

  /** Runs that were begun and count no more: failed ones, and those of other rules. */
  async forsaken(rules: string): Promise<number[]> {
    const rows = await this.#engine.rows<{ run: number }>(
      `SELECT run FROM folds WHERE run > 0 GROUP BY run
       HAVING countIf(state = 'dropped') = 0 AND NOT (countIf(state = 'folded') > 0 AND any(rules) = {rules:String})
       ORDER BY run`,
      { rules },
    )
    return rows.map(({ run }) => run)
  }

  async markDropped(runs: readonly number[]): Promise<void> {
    await this.#engine.run(
      `INSERT INTO folds (fold, run, state, rules, records)
       SELECT 0, arrayJoin({runs:Array(UInt32)}), 'dropped', '', 0`,
      { runs },
    )
  }

  #isUnresolved(fold: number): boolean {
    return [...this.#unresolved.values()].includes(fold)
  }

  async #holdsRecords(fold: number): Promise<boolean> {
    const rows = await this.#engine.rows('SELECT 1 FROM flows WHERE fold = {fold:UInt32} LIMIT 1', {
      fold,
    })
    return rows.length > 0
  }
}

const DROPPED = `SELECT run FROM folds WHERE state = 'dropped'`
const VISIBLE_FOLDS = `SELECT fold FROM folds
  WHERE state = 'folded' AND rules = {rules:String} AND run NOT IN (${DROPPED})`

/** The runs that count under `{rules:String}`: of each fold the newest, should there be two. */
export const VISIBLE_RUNS = `SELECT DISTINCT newest AS run FROM (
  SELECT fold, max(run) AS newest FROM folds
  WHERE state = 'folded' AND rules = {rules:String} AND run NOT IN (${DROPPED})
  GROUP BY fold
) ORDER BY run`

/** What is folded together: folds in a row, up to RUN_RECORDS_MAX; a larger one alone. */
export function rangesOf(folds: readonly { fold: number; records: number }[]): FoldRange[] {
  const ranges: FoldRange[] = []
  for (const { fold, records } of folds) {
    const last = ranges.at(-1)
    const isNext = last && fold === last.last + 1 && last.records + records <= RUN_RECORDS_MAX
    if (isNext) ranges[ranges.length - 1] = { ...last, last: fold, records: last.records + records }
    else ranges.push({ first: fold, last: fold, records })
  }
  return ranges
}
