/** Rows of runs that count: all between two, but for some. A year of runs as a list would not fit into a parameter. */
export const VISIBLE_SQL = visibleSql('')

/** @param prefix tells several sets of one statement apart */
export function visibleSql(prefix: string): string {
  return `run >= {${prefix}first_run:UInt32} AND run <= {${prefix}last_run:UInt32} AND NOT has({${prefix}gap_runs:Array(UInt32)}, run)`
}

/**
 * The parameters of `visibleSql(prefix)`. Runs are numbered one after the other, so that gaps are those that failed.
 *
 * @param runs in ascending order
 */
export function visibleParameters(
  runs: readonly number[],
  prefix = '',
): Readonly<Record<string, number | readonly number[]>> {
  const first = runs[0] ?? 1
  const counted = new Set(runs)
  const gaps: number[] = []
  for (let run = first; run < (runs.at(-1) ?? 0); run++) if (!counted.has(run)) gaps.push(run)
  return {
    [`${prefix}first_run`]: first,
    [`${prefix}last_run`]: runs.at(-1) ?? 0,
    [`${prefix}gap_runs`]: gaps,
  }
}
