import type { Sample } from '../model/sample.ts'
import type { FeatureScale } from './reference.ts'

/** Finer towards the ends: "higher than 99 % of the innocent" is what a sentence wants to say. */
export const SCALE_SHARES = [
  0, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99,
  0.995, 0.999, 1,
] as const
/** How far beyond the outermost innocent value a rank may go, in widths of the whole range. */
const BEYOND_MAX = 0.5

/** Quantiles of innocent samples, feature by feature; each view weighs as much as any other. */
export function innocentScale(samples: readonly Sample[]): FeatureScale {
  const innocent = samples.filter(({ label }) => label === 0)
  const views = Map.groupBy(innocent, ({ view }) => view ?? '')
  const weights = innocent.map(({ view }) => 1 / views.get(view ?? '')!.length)
  const width = innocent[0]?.values.length ?? 0
  const columns = Array.from({ length: width }, (_, feature) =>
    weightedQuantiles(
      innocent.map(({ values }) => values[feature]!),
      weights,
    ),
  )
  return {
    shares: SCALE_SHARES,
    quantiles: columns.map(({ quantiles }) => quantiles),
    missing: columns.map(({ missing }) => missing),
  }
}

function weightedQuantiles(values: readonly number[], weights: readonly number[]) {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const order = [...values.keys()]
    .filter((i) => Number.isFinite(values[i]!))
    .sort((a, b) => values[a]! - values[b]!)
  const present = order.reduce((sum, i) => sum + weights[i]!, 0)
  const quantiles: number[] = []
  let passed = 0
  let next = 0
  for (const share of order.length === 0 ? [] : SCALE_SHARES) {
    while (next < order.length - 1 && passed + weights[order[next]!]! < share * present)
      passed += weights[order[next++]!]!
    quantiles.push(share === 1 ? values[order.at(-1)!]! : values[order[next]!]!)
  }
  return { quantiles, missing: total === 0 ? 0 : 1 - present / total }
}

/** The middle innocent value; NaN where the feature was never known. */
export function innocentMedian({ shares, quantiles }: FeatureScale, feature: number): number {
  return quantiles[feature]?.[shares.indexOf(0.5)] ?? Number.NaN
}

/**
 * Share of the innocent that are certainly below a value, from 0 to 1: ties do not count, so that nobody
 * is said to stand above those who are alike.
 */
export function shareBelow({ shares, quantiles }: FeatureScale, feature: number, value: number) {
  return shareWhile(shares, quantiles[feature], (quantile) => quantile < value)
}

export function shareAbove({ shares, quantiles }: FeatureScale, feature: number, value: number) {
  const known = quantiles[feature]
  if (!known || known.length === 0) return 0
  const first = known.findIndex((quantile) => quantile > value)
  return first < 0 ? 0 : 1 - shares[first]!
}

function shareWhile(
  shares: readonly number[],
  quantiles: readonly number[] | undefined,
  isPassed: (quantile: number) => boolean,
): number {
  let share = 0
  for (const [i, quantile] of (quantiles ?? []).entries()) {
    if (!isPassed(quantile)) break
    share = shares[i]!
  }
  return share
}

/**
 * Where a value stands among the innocent: 0 to 1 inside their range, with ties in the middle of their
 * run; a little below or above it outside, growing with the distance. NaN for what is missing.
 */
export function rankOf({ shares, quantiles }: FeatureScale, feature: number, value: number) {
  const known = quantiles[feature]
  if (Number.isNaN(value) || !known || known.length === 0) return Number.NaN
  const lowest = known[0]!
  const highest = known.at(-1)!
  const range = highest - lowest || 1
  if (value < lowest) return -Math.min(BEYOND_MAX, (lowest - value) / range)
  if (value > highest) return 1 + Math.min(BEYOND_MAX, (value - highest) / range)
  const first = known.findIndex((quantile) => quantile >= value)
  const last = known.findLastIndex((quantile) => quantile <= value)
  if (first <= last) return (shares[first]! + shares[last]!) / 2
  const between = (value - known[last]!) / (known[first]! - known[last]!)
  return shares[last]! + between * (shares[first]! - shares[last]!)
}
