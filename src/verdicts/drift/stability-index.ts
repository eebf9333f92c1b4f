/** By custom below 0.1 nothing moved, and from 0.25 on something did (credit scoring; Siddiqi 2006). */
export const DRIFT_ALARM_FROM = 0.25
/** Half an endpoint in every bin, so that an empty one is no infinity. */
const SMOOTHING = 0.5
/** Standard deviations above what chance alone gives; with 49 features a day, about one alarm in a century. */
const CHANCE_DEVIATIONS = 5

/** Population stability index of two sets of counts over the same bins: Σ (q − p)·ln(q / p), 0 or more. */
export function stabilityIndex(before: readonly number[], now: readonly number[]): number {
  const sharesOf = (counts: readonly number[]): number[] => {
    const total = counts.reduce((sum, count) => sum + count + SMOOTHING, 0)
    return counts.map((count) => (count + SMOOTHING) / total)
  }
  const p = sharesOf(before)
  const q = sharesOf(now)
  return p.reduce((sum, share, bin) => sum + (q[bin]! - share) * Math.log(q[bin]! / share), 0)
}

/**
 * What the index reaches by chance between two draws of one population: about (B − 1)(1/n + 1/m), with a
 * chi-square's deviation (Yurdakul 2018). Few endpoints must not raise an alarm.
 */
export function chanceIndex(binCount: number, beforeCount: number, nowCount: number): number {
  const freedom = Math.max(1, binCount - 1)
  const scale = 1 / Math.max(1, beforeCount) + 1 / Math.max(1, nowCount)
  return (freedom + CHANCE_DEVIATIONS * Math.sqrt(2 * freedom)) * scale
}
