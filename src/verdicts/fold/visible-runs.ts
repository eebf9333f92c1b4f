/** Rows of runs that count: all between two, but for some. A year of runs as a list would not fit into a parameter. */
export const VISIBLE_SQL =
  'run >= {first_run:UInt32} AND run <= {last_run:UInt32} AND NOT has({gap_runs:Array(UInt32)}, run)'

/**
 * The parameters of VISIBLE_SQL. Runs are numbered one after the other, so that gaps are those that failed.
 *
 * @param runs in ascending order
 */
export function visibleParameters(runs: readonly number[]): {
  readonly first_run: number
  readonly last_run: number
  readonly gap_runs: readonly number[]
} {
  const first = runs[0] ?? 1
  const last = runs.at(-1) ?? 0
  const counted = new Set(runs)
  const gaps: number[] = []
  for (let run = first; run < last; run++) if (!counted.has(run)) gaps.push(run)
  return { first_run: first, last_run: last, gap_runs: gaps }
}
