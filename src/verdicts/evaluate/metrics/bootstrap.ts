import { SeededRandom } from '../../../core/random.ts'

export type Interval = { readonly low: number; readonly high: number }

export const BOOTSTRAP_ROUNDS = 400
const LOW = 0.025
const HIGH = 0.975

/**
 * 95 % percentile intervals of several statistics by resampling whole clusters. Endpoints of one
 * capture, or of one planted server seen under several samplings, stand or fall together; drawing rows
 * alone would call the figure surer than it is. Rounds in which a statistic does not exist (no
 * controller drawn) are left out; undefined when fewer than half of them remain, or when there is
 * nothing to resample.
 *
 * @param clusters the cluster of each row
 * @param statistics of the rows, each taken `weights[row]` times
 */
export function clusteredIntervals(
  clusters: readonly string[],
  statistics: (weights: Uint16Array) => readonly number[],
  seed: number,
  rounds = BOOTSTRAP_ROUNDS,
): readonly (Interval | undefined)[] {
  const members = [...Map.groupBy(clusters.keys(), (row) => clusters[row]!).values()]
  const weights = new Uint16Array(clusters.length)
  const random = new SeededRandom(seed)
  const values: number[][] = []
  for (let round = 0; round < rounds && members.length > 1; round++) {
    weights.fill(0)
    for (let i = 0; i < members.length; i++)
      for (const row of members[random.integer(members.length)]!) weights[row]!++
    statistics(weights).forEach((value, i) => {
      values[i] ??= []
      if (Number.isFinite(value)) values[i]!.push(value)
    })
  }
  return values.map((drawn) => {
    if (drawn.length < rounds / 2) return undefined
    drawn.sort((a, b) => a - b)
    return { low: quantile(drawn, LOW), high: quantile(drawn, HIGH) }
  })
}

/** By linear interpolation between the order statistics; NaN of nothing. */
export function quantile(sorted: readonly number[], share: number): number {
  if (sorted.length === 0) return Number.NaN
  const position = share * (sorted.length - 1)
  const below = Math.floor(position)
  const above = Math.min(sorted.length - 1, below + 1)
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!)
}
