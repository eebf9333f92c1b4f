/**
 * DISCLOSURE's features of one server (Bilge, Balzarotti, Robertson, Kirda, Kruegel, ACSAC 2012), as its
 * re-implementation describes them (De Cao, Botnet-Finder-Framework, thesis §3.6.1): flow sizes, client
 * access, behaviour over time. Without its external reputation scores.
 */
export const DISCLOSURE_FEATURES = [
  'up_octets_mean',
  'up_octets_deviation',
  'down_octets_mean',
  'down_octets_deviation',
  'autocorrelation_mean',
  'autocorrelation_deviation',
  'unique_size_share',
  'size_occurrence_mean',
  'size_occurrence_deviation',
  'access_gap_mean',
  'access_gap_deviation',
  'access_gap_median',
  'access_regularity',
  'unmatched_density',
  'unmatched_per_client',
  'hour_mean',
  'hour_deviation',
  'hour_max_share',
  'hours_active_share',
] as const

/** Sums over one server's records, as the engine folds them. */
export type DisclosureSums = {
  readonly records: number
  readonly clients: number
  readonly up: readonly [count: number, sum: number, squares: number]
  readonly down: readonly [count: number, sum: number, squares: number]
  /** Octets in each five minutes from the first to the last. */
  readonly series: readonly number[]
  /** How often each size occurred. */
  readonly occurrences: readonly number[]
  /** Means over clients: gaps' mean, deviation, median (seconds). */
  readonly gaps: readonly [mean: number | null, deviation: number | null, median: number | null]
  readonly unmatched: number
  /** Records in each hour from the first to the last. */
  readonly hours: readonly number[]
}

export function disclosureFeatures(sums: DisclosureSums): Float64Array {
  const [upMean, upDeviation] = moments(...sums.up)
  const [downMean, downDeviation] = moments(...sums.down)
  const correlations = autocorrelations(sums.series)
  const [gapMean, gapDeviation, gapMedian] = sums.gaps.map((gap) => gap ?? Number.NaN) as [
    number,
    number,
    number,
  ]
  const hourMax = sums.hours.reduce((max, count) => Math.max(max, count), 0)
  return Float64Array.of(
    upMean,
    upDeviation,
    downMean,
    downDeviation,
    mean(correlations),
    deviation(correlations),
    sums.occurrences.length / Math.max(1, sums.up[0]),
    mean(sums.occurrences),
    deviation(sums.occurrences),
    gapMean,
    gapDeviation,
    gapMedian,
    gapDeviation / gapMean,
    sums.unmatched / Math.max(1, sums.records),
    sums.unmatched / Math.max(1, sums.clients),
    mean(sums.hours),
    deviation(sums.hours),
    hourMax / Math.max(1, sums.records),
    sums.hours.filter((count) => count > 0).length / Math.max(1, sums.hours.length),
  )
}

/** Of every lag up to half the series; a longer one compares too little with too little. */
function autocorrelations(series: readonly number[]): number[] {
  const average = mean(series)
  const centred = series.map((value) => value - average)
  const variance = centred.reduce((sum, value) => sum + value * value, 0)
  if (!(variance > 0)) return []
  return Array.from({ length: Math.floor(series.length / 2) }, (_, i) => {
    let sum = 0
    for (let at = i + 1; at < centred.length; at++) sum += centred[at]! * centred[at - i - 1]!
    return sum / variance
  })
}

function moments(count: number, sum: number, squares: number): [number, number] {
  if (count === 0) return [0, 0]
  const average = sum / count
  return [average, Math.sqrt(Math.max(0, squares / count - average * average))]
}

function mean(values: readonly number[]): number {
  return values.length === 0
    ? Number.NaN
    : values.reduce((sum, value) => sum + value, 0) / values.length
}

function deviation(values: readonly number[]): number {
  const average = mean(values)
  return Math.sqrt(mean(values.map((value) => (value - average) ** 2)))
}
