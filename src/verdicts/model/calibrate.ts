/** Below this many held-out positives an isotonic curve follows noise; two parameters do not. */
export const ISOTONIC_POSITIVES_MIN = 200

/** A non-decreasing map from raw score to probability. */
export type Calibration =
  | { readonly kind: 'platt'; readonly slope: number; readonly intercept: number }
  | {
      readonly kind: 'isotonic'
      /** Ascending raw scores and the probability at each; straight lines between. */
      readonly scores: readonly number[]
      readonly probabilities: readonly number[]
    }

/** Fits on scores the model has not been trained on. Both label classes must be present. */
export function fitCalibration(scores: ArrayLike<number>, labels: ArrayLike<number>): Calibration {
  let positives = 0
  for (let i = 0; i < labels.length; i++) positives += labels[i]!
  return positives >= ISOTONIC_POSITIVES_MIN
    ? fitIsotonic(scores, labels)
    : fitPlatt(scores, labels)
}

export function calibrated(calibration: Calibration, score: number): number {
  if (calibration.kind === 'platt')
    return 1 / (1 + Math.exp(-(calibration.slope * score + calibration.intercept)))
  const { scores, probabilities } = calibration
  if (score <= scores[0]!) return probabilities[0]!
  for (let i = 1; i < scores.length; i++) {
    if (score > scores[i]!) continue
    const share = (score - scores[i - 1]!) / (scores[i]! - scores[i - 1]!)
    return probabilities[i - 1]! + share * (probabilities[i]! - probabilities[i - 1]!)
  }
  return probabilities.at(-1)!
}

/**
 * Platt 1999 with his smoothed targets, so that a perfectly separated small sample does not give
 * certainty; Newton steps as in Lin, Lin, Weng 2007, with a ridge that keeps the slope finite.
 */
export function fitPlatt(scores: ArrayLike<number>, labels: ArrayLike<number>): Calibration {
  let positives = 0
  for (let i = 0; i < labels.length; i++) positives += labels[i]!
  const negatives = labels.length - positives
  const high = (positives + 1) / (positives + 2)
  const low = 1 / (negatives + 2)
  const ridge = 1e-3
  let slope = 1
  let intercept = 0
  for (let step = 0; step < 100; step++) {
    let gradientSlope = ridge * (slope - 1)
    let gradientIntercept = 0
    let slopeSlope = ridge
    let slopeIntercept = 0
    let interceptIntercept = 1e-9
    for (let i = 0; i < scores.length; i++) {
      const score = scores[i]!
      const probability = 1 / (1 + Math.exp(-(slope * score + intercept)))
      const error = probability - (labels[i] ? high : low)
      const weight = Math.max(1e-12, probability * (1 - probability))
      gradientSlope += error * score
      gradientIntercept += error
      slopeSlope += weight * score * score
      slopeIntercept += weight * score
      interceptIntercept += weight
    }
    const determinant = slopeSlope * interceptIntercept - slopeIntercept * slopeIntercept
    const down = Math.max(1e-12, determinant)
    const moveSlope =
      (interceptIntercept * gradientSlope - slopeIntercept * gradientIntercept) / down
    const moveIntercept = (slopeSlope * gradientIntercept - slopeIntercept * gradientSlope) / down
    // Newton may leap where the sigmoid is flat; a bounded step reaches the same minimum.
    const brake = Math.min(1, 2 / (Math.abs(moveSlope) + Math.abs(moveIntercept) + 1e-12))
    slope = Math.max(1e-3, slope - brake * moveSlope)
    intercept -= brake * moveIntercept
    if (Math.abs(moveSlope) + Math.abs(moveIntercept) < 1e-9) break
  }
  return { kind: 'platt', slope, intercept }
}

/** Pool adjacent violators; each pool is smoothed by half a positive and half a negative. */
export function fitIsotonic(scores: ArrayLike<number>, labels: ArrayLike<number>): Calibration {
  const order = Array.from({ length: scores.length }, (_, i) => i).sort(
    (a, b) => scores[a]! - scores[b]!,
  )
  const pools: { score: number; positive: number; count: number }[] = []
  for (const i of order) {
    pools.push({ score: scores[i]!, positive: labels[i]!, count: 1 })
    while (pools.length > 1) {
      const last = pools.at(-1)!
      const before = pools.at(-2)!
      if (before.positive * last.count < last.positive * before.count) break
      before.score =
        (before.score * before.count + last.score * last.count) / (before.count + last.count)
      before.positive += last.positive
      before.count += last.count
      pools.pop()
    }
  }
  const smoothed = pools.map((pool) => (pool.positive + 0.5) / (pool.count + 1))
  // Smoothing small pools may dent the curve; the running maximum keeps it non-decreasing.
  let highest = 0
  const probabilities = smoothed.map((value) => {
    highest = Math.max(highest, value)
    return highest
  })
  return { kind: 'isotonic', scores: pools.map((pool) => pool.score), probabilities }
}
