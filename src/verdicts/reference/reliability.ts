import { calibrationQuality } from '../evaluate/metrics/calibration-error.ts'
import { calibrated, fitCalibration } from '../model/calibrate.ts'
import type { Sample } from '../model/sample.ts'
import type { Reliability } from './reference.ts'

/** Endpoints that somebody might act on. */
export const LIKELY_PROBABILITY_MIN = 0.1

/**
 * Fits the probability curve on half of the held-out draws and measures it on the other half, and the other
 * way round: a curve measured on what it was fitted to is always right. Draws are kept whole.
 */
export function crossFittedReliability(
  samples: readonly Sample[],
  scores: readonly number[],
): Reliability {
  const seeds = [...new Set(samples.map(({ seed }) => seed))]
  const halfOf = (i: number): number =>
    seeds.length > 1 ? seeds.indexOf(samples[i]!.seed) % 2 : i % 2
  const probabilities: number[] = []
  const labels: number[] = []
  for (const half of [0, 1]) {
    const fitted = [...samples.keys()].filter((i) => halfOf(i) !== half)
    const measured = [...samples.keys()].filter((i) => halfOf(i) === half)
    const isUsable = [0, 1].every((label) => fitted.some((i) => samples[i]!.label === label))
    if (!isUsable) continue
    const curve = fitCalibration(
      fitted.map((i) => scores[i]!),
      fitted.map((i) => samples[i]!.label),
    )
    for (const i of measured) {
      probabilities.push(calibrated(curve, scores[i]!))
      labels.push(samples[i]!.label)
    }
  }
  return reliabilityOf(probabilities, labels)
}

export function reliabilityOf(
  probabilities: readonly number[],
  labels: readonly number[],
): Reliability {
  const all = calibrationQuality(probabilities, labels)
  const likely = [...probabilities.keys()].filter(
    (i) => probabilities[i]! >= LIKELY_PROBABILITY_MIN,
  )
  const ofLikely = calibrationQuality(
    likely.map((i) => probabilities[i]!),
    likely.map((i) => labels[i]!),
  )
  return {
    count: labels.length,
    positives: labels.reduce((sum, label) => sum + label, 0),
    expectedError: labels.length === 0 ? 0 : all.expectedError,
    expectedErrorLikely: likely.length === 0 ? null : ofLikely.expectedError,
    bins: all.bins.filter((bin) => bin.count > 0),
  }
}
