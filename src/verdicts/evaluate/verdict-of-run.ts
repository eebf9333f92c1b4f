import type { Cause } from './causes/cause.ts'
import { causeOfFalseAlarm, causeOfMiss } from './causes/cause-of-error.ts'
import { isKnown, type JudgedEndpoint, type KnownEndpoint } from './judged-endpoint.ts'
import { type BaseRate, baseRate } from './metrics/base-rate.ts'
import { zeroErrorBound } from './metrics/binomial-bound.ts'
import { type CalibrationQuality, calibrationQuality } from './metrics/calibration-error.ts'
import { measureQuality, type Quality, type QualityOptions } from './quality.ts'

/** A labelled controller with where it stands in its own capture. */
export type RankedServer = {
  readonly endpoint: KnownEndpoint
  /** 1 = most suspicious of the known endpoints of its capture; a tie stands at its worst. */
  readonly rank: number
  /** Benign endpoints of its capture that score as high or higher. */
  readonly benignAbove: number
  readonly rankWithoutPorts: number
  readonly benignAboveWithoutPorts: number
}

export type ErrorWithCause = {
  readonly endpoint: KnownEndpoint
  readonly side: 'false-alarm' | 'missed'
  readonly cause: Cause
}

/** Everything the bench says about one set of judged endpoints. */
export type RunVerdict = {
  readonly known: readonly KnownEndpoint[]
  readonly positives: number
  readonly negatives: number
  readonly unknown: number
  /** Known endpoints that the evidence gate left out: no score, last in every order. */
  readonly unscored: number
  readonly ours: Quality
  readonly withoutPorts: Quality
  readonly baselines: Readonly<Record<string, Quality>>
  readonly calibration: CalibrationQuality
  readonly servers: readonly RankedServer[]
  readonly errors: readonly ErrorWithCause[]
  readonly baseRate: BaseRate
  /** What no false endpoint among the benign ones could prove at most, as a rate. */
  readonly falseRateProvable: number
}

/** Benign endpoints that are looked at for a cause: an analyst's day. */
const FALSE_ALARMS_MAX = 50

export function judgeRun(
  endpoints: readonly JudgedEndpoint[],
  options: QualityOptions & { readonly isWithoutPorts?: boolean },
): RunVerdict {
  const known = endpoints.filter(isKnown)
  const full = measureQuality(known, (row) => row.score, options)
  const withoutPorts = measureQuality(known, (row) => row.scoreWithoutPorts, options)
  const ours = options.isWithoutPorts ? withoutPorts : full
  const scoreOf = options.isWithoutPorts
    ? (row: KnownEndpoint) => row.scoreWithoutPorts
    : (row: KnownEndpoint) => row.score
  const negatives = known.filter((row) => row.truth === 0).length
  const budget = ours.recallAtFalse['1']!
  const names = Object.keys(known[0]?.baselines ?? {})
  return {
    known,
    positives: known.length - negatives,
    negatives,
    unknown: endpoints.length - known.length,
    unscored: known.filter((row) => row.score === Number.NEGATIVE_INFINITY).length,
    ours,
    withoutPorts,
    baselines: Object.fromEntries(
      names.map((name) => [name, measureQuality(known, (row) => row.baselines[name]!, options)]),
    ),
    calibration: calibrationQuality(
      Float64Array.from(known, (row) => row.probability),
      Uint8Array.from(known, (row) => row.truth),
    ),
    servers: rankServers(known, scoreOf),
    errors: [
      ...falseAlarms(known, scoreOf).map((endpoint) => ({
        endpoint,
        side: 'false-alarm' as const,
        cause: causeOfFalseAlarm(endpoint),
      })),
      ...known
        .filter((row) => row.truth === 1 && !(scoreOf(row) >= (budget.threshold ?? Infinity)))
        .map((endpoint) => ({
          endpoint,
          side: 'missed' as const,
          cause: causeOfMiss(endpoint),
        })),
    ],
    // With no false endpoint seen the provable rate stands in: zero is not a rate anybody has shown.
    baseRate: baseRate(budget.recall || 0, Math.max(1e-4, zeroErrorBound(negatives))),
    falseRateProvable: zeroErrorBound(negatives),
  }
}

function rankServers(
  known: readonly KnownEndpoint[],
  scoreOf: (row: KnownEndpoint) => number,
): RankedServer[] {
  const captures = Map.groupBy(known, (row) => row.capture)
  return known
    .filter((row) => row.truth === 1)
    .map((endpoint) => {
      const peers = captures.get(endpoint.capture)!
      return {
        endpoint,
        ...rankAmong(endpoint, peers, scoreOf),
        ...withoutPortNames(rankAmong(endpoint, peers, (row) => row.scoreWithoutPorts)),
      }
    })
    .sort((a, b) => a.endpoint.capture.localeCompare(b.endpoint.capture) || a.rank - b.rank)
}

type Standing = { readonly rank: number; readonly benignAbove: number }

function rankAmong(
  endpoint: KnownEndpoint,
  peers: readonly KnownEndpoint[],
  scoreOf: (row: KnownEndpoint) => number,
): Standing {
  const score = scoreOf(endpoint)
  const above = peers.filter((peer) => peer !== endpoint && scoreOf(peer) >= score)
  return { rank: above.length + 1, benignAbove: above.filter((peer) => peer.truth === 0).length }
}

const withoutPortNames = ({ rank, benignAbove }: Standing) => ({
  rankWithoutPorts: rank,
  benignAboveWithoutPorts: benignAbove,
})

/** Benign endpoints that stand above a controller of their own capture, the highest first. */
function falseAlarms(
  known: readonly KnownEndpoint[],
  scoreOf: (row: KnownEndpoint) => number,
): KnownEndpoint[] {
  const lowest = new Map<string, number>()
  for (const row of known)
    if (row.truth === 1)
      lowest.set(row.capture, Math.min(lowest.get(row.capture) ?? Infinity, scoreOf(row)))
  return known
    .filter(
      (row) =>
        row.truth === 0 &&
        scoreOf(row) > Number.NEGATIVE_INFINITY &&
        scoreOf(row) >= (lowest.get(row.capture) ?? Infinity),
    )
    .sort((a, b) => scoreOf(b) - scoreOf(a))
    .slice(0, FALSE_ALARMS_MAX)
}
