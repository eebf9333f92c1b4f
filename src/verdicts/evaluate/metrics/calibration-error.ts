/** Ten bins of equal width, as reliability diagrams are drawn. */
export const RELIABILITY_BINS = 10

export type ReliabilityBin = {
  readonly from: number
  readonly to: number
  readonly count: number
  readonly positives: number
  /** Mean of what was said; NaN in an empty bin. */
  readonly meanProbability: number
  /** Share that was true; NaN in an empty bin. */
  readonly observed: number
}

export type CalibrationQuality = {
  /** Expected calibration error: mean |said − true| over the bins, weighted by rows (Naeini 2015). */
  readonly expectedError: number
  /** Mean squared error of the probabilities (Brier 1950). */
  readonly brier: number
  readonly bins: readonly ReliabilityBin[]
}

/** @param labels 1 positive, 0 negative, in the order of `probabilities`, each 0 to 1 */
export function calibrationQuality(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
): CalibrationQuality {
  const sums = Array.from({ length: RELIABILITY_BINS }, () => ({ count: 0, positives: 0, said: 0 }))
  let squared = 0
  for (let i = 0; i < probabilities.length; i++) {
    const probability = probabilities[i]!
    const label = labels[i]!
    const at = Math.min(RELIABILITY_BINS - 1, Math.floor(probability * RELIABILITY_BINS))
    const sum = sums[at]!
    sum.count++
    sum.positives += label
    sum.said += probability
    squared += (probability - label) ** 2
  }
  const total = probabilities.length
  const bins = sums.map(({ count, positives, said }, i) => ({
    from: i / RELIABILITY_BINS,
    to: (i + 1) / RELIABILITY_BINS,
    count,
    positives,
    meanProbability: said / count,
    observed: positives / count,
  }))
  const expectedError = bins
    .filter((bin) => bin.count > 0)
    .reduce(
      (sum, bin) => sum + (bin.count / total) * Math.abs(bin.meanProbability - bin.observed),
      0,
    )
  return { expectedError: total === 0 ? Number.NaN : expectedError, brier: squared / total, bins }
}
