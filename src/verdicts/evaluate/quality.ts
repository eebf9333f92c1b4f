import type { KnownEndpoint } from './judged-endpoint.ts'
import {
  averagePrecision,
  type CurvePoint,
  precisionRecallCurve,
  rocArea,
} from './metrics/average-precision.ts'
import { BOOTSTRAP_ROUNDS, clusteredIntervals, type Interval } from './metrics/bootstrap.ts'
import { Ranking } from './metrics/ranked-groups.ts'
import {
  FALSE_BUDGETS,
  precisionAt,
  type RecallAtFalse,
  recallAtFalse,
} from './metrics/recall-at-false.ts'

export type RecallWithInterval = RecallAtFalse & { readonly interval: Interval | undefined }

/** How well one method orders the endpoints. */
export type Quality = {
  /** Average precision; metrics/average-precision.ts says how ties count. */
  readonly prAuc: number
  readonly interval: Interval | undefined
  readonly rocAuc: number
  /** By false endpoints per 10,000 benign. */
  readonly recallAtFalse: Readonly<Record<string, RecallWithInterval>>
  /** By number of endpoints looked at. */
  readonly precisionAt: Readonly<Record<string, number>>
  readonly curve: readonly CurvePoint[]
}

export type QualityOptions = {
  readonly seed: number
  /** What stands or falls together; a capture unless said otherwise. */
  readonly clusterOf?: (endpoint: KnownEndpoint) => string
  /** Bootstrap rounds; 0 leaves the intervals out. */
  readonly rounds?: number
}

const PRECISION_AT = [10, 20, 50, 100] as const
/** Rows times rounds: beyond this, rounds are saved rather than minutes spent. */
const RESAMPLED_ROWS_MAX = 20_000_000
const ROUNDS_MIN = 100

/**
 * Measures an order of endpoints. Intervals resample clusters; where there is but one, each endpoint is
 * a cluster of its own, and the interval says nothing about other sites.
 */
export function measureQuality(
  rows: readonly KnownEndpoint[],
  scoreOf: (endpoint: KnownEndpoint) => number,
  options: QualityOptions,
): Quality {
  const ranking = new Ranking(
    Float64Array.from(rows, scoreOf),
    Uint8Array.from(rows, (row) => row.truth),
  )
  const groups = ranking.groups()
  const [interval, ...recallIntervals] = clusteredIntervals(
    clustersOf(rows, options.clusterOf),
    (weights) => {
      const drawn = ranking.groups(weights)
      return [
        averagePrecision(drawn),
        ...FALSE_BUDGETS.map((budget) => recallAtFalse(drawn, budget).recall),
      ]
    },
    options.seed,
    roundsFor(rows.length, options.rounds ?? BOOTSTRAP_ROUNDS),
  )
  return {
    prAuc: averagePrecision(groups),
    interval,
    rocAuc: rocArea(groups),
    recallAtFalse: Object.fromEntries(
      FALSE_BUDGETS.map((budget, i) => [
        budget,
        { ...recallAtFalse(groups, budget), interval: recallIntervals[i] },
      ]),
    ),
    precisionAt: Object.fromEntries(
      PRECISION_AT.map((count) => [count, precisionAt(groups, count)]),
    ),
    curve: precisionRecallCurve(groups),
  }
}

function roundsFor(rowCount: number, wanted: number): number {
  const affordable = Math.max(ROUNDS_MIN, Math.floor(RESAMPLED_ROWS_MAX / Math.max(1, rowCount)))
  return Math.min(wanted, affordable)
}

function clustersOf(
  rows: readonly KnownEndpoint[],
  clusterOf: (row: KnownEndpoint) => string = (row) => row.capture,
): string[] {
  const clusters = rows.map(clusterOf)
  return new Set(clusters).size < 2 ? rows.map((_, i) => String(i)) : clusters
}
