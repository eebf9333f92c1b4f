/**
 * Elastic's network beaconing identification, from its published transform (elastic/integrations,
 * packages/beaconing, pivot_transform 1.3.3), for one group of connections: how many of three signs of
 * a beacon it shows. The numbers are the transform's own parameters.
 */

export const ELASTIC_BUCKET_SECONDS = 60
/** Six hours. */
export const ELASTIC_BUCKETS = 360
const PERIODS_MIN = 6
const BYTES_VARIATION_MAX = 0.05
const COUNT_VARIATION_MAX = 0.1
const AUTOCOVARIANCE_MIN = 0.7
const NOT_EMPTY_MIN = 0.5
const TRUNCATE_LOW = 0.1
const TRUNCATE_HIGH = 0.8

export type ElasticWindow = {
  /** Connections per bucket. */
  readonly counts: Float64Array
  /** Octets per connection in each bucket, client to server and back. */
  readonly upOctets: Float64Array
  readonly downOctets: Float64Array
}

/** `beaconing_score`: regular in count or period, even in octets sent, even in octets received; 0–3. */
export function elasticBeaconScore(window: ElasticWindow): number {
  const { counts, upOctets, downOctets } = window
  const from = counts.findIndex((count) => count > 0)
  if (from < 0) return 0
  const to = counts.findLastIndex((count) => count > 0) + 1
  const notEmpty = counts.subarray(from, to).filter((count) => count > 0).length
  if (to - from < 2 * PERIODS_MIN || notEmpty < PERIODS_MIN + 1) return 0
  const isRegular =
    (notEmpty > Math.floor(NOT_EMPTY_MIN * (to - from)) &&
      truncatedVariation(counts.subarray(from, to)) <= COUNT_VARIATION_MAX) ||
    highestAutocovariance(counts, from, to) >= AUTOCOVARIANCE_MIN
  return (
    Number(isRegular) + Number(isEven(upOctets, from, to)) + Number(isEven(downOctets, from, to))
  )
}

function isEven(octets: Float64Array, from: number, to: number): boolean {
  const part = octets.subarray(from, to)
  const notEmpty = part.filter((value) => value > 0).length
  return notEmpty > PERIODS_MIN && truncatedVariation(part) <= BYTES_VARIATION_MAX
}

/** Standard deviation over mean of the values between the two percentiles of the non-empty ones. */
function truncatedVariation(values: Float64Array): number {
  const present = values.filter((value) => value > 0).sort()
  const at = (share: number): number =>
    present[Math.min(Math.floor(share * present.length + 0.5), present.length - 1)]!
  const [low, high] = [at(TRUNCATE_LOW), at(TRUNCATE_HIGH)]
  const kept = values.filter((value) => value >= low && value <= high)
  const mean = kept.reduce((sum, value) => sum + value, 0) / kept.length
  const variance = kept.reduce((sum, value) => sum + (value - mean) ** 2, 0) / kept.length
  return Math.sqrt(variance) / Math.abs(mean)
}

/** A period’s value is the mean over its multiples, because a beacon repeats at all of them. */
function highestAutocovariance(counts: Float64Array, from: number, to: number): number {
  const periodMax = Math.floor((to - from) / PERIODS_MIN)
  const sums = new Float64Array(periodMax + 1)
  const tallies = new Float64Array(periodMax + 1)
  for (let period = 2; period <= periodMax; period++) {
    const value = autocovariance(counts, from, to, period)
    // The transform sets a period’s own value and then averages what its multiples add.
    sums[period] = value
    tallies[period] = 1
    for (let divisor = 2; divisor < Math.floor(period / 2); divisor++) {
      if (period % divisor !== 0) continue
      sums[divisor]! += value
      tallies[divisor]!++
    }
  }
  let highest = Number.NEGATIVE_INFINITY
  for (let period = 2; period <= periodMax; period++)
    highest = Math.max(highest, sums[period]! / tallies[period]!)
  return highest
}

function autocovariance(counts: Float64Array, from: number, to: number, period: number): number {
  const last = to - 2 * period
  const meanEnd = from + period * Math.floor((last + 1 - from) / period)
  let mean = 0
  for (let i = from + period; i < meanEnd; i++) mean += counts[i]!
  mean = meanEnd > from + period ? mean / (meanEnd - from - period) : 0
  let x = 0
  let y = 0
  let xy = 0
  for (let start = from; start <= last; start += period) {
    for (let i = start + period; i < start + 2 * period; i++) {
      const now = counts[i]! - mean
      const before = counts[i - period]! - mean
      x += now * now
      y += before * before
      xy += now * before
    }
  }
  const scale = Math.sqrt(x * y)
  return scale === 0 ? 1 : xy / scale
}
