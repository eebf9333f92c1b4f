/**
 * RITA's beacon score (version 5) of one client's contacts with one server: a quarter each of how
 * regular the gaps are, how alike the sizes, how much of the day is covered, how flat the hours.
 * Definition: activecm/rita, analysis/beacons.go and default_config.hjson, read at a3c5150.
 * This is the readable definition; rita-sql.ts computes the same inside the engine, and a test holds
 * the two equal.
 */

export const RITA_CONTACTS_MIN = 4
export const RITA_BIN_COUNT = 24
/** Bars within this share of the highest count as one height. */
export const RITA_MODE_SENSITIVITY = 0.05
export const RITA_BIMODAL_BARS_MIN = 11
export const RITA_DURATION_BARS_MIN = 6
export const RITA_IDEAL_RUN = 12
/** A skew over a narrower spread than this (seconds, octets) is noise. */
export const RITA_SKEW_SPREAD_MIN = 10

export type RitaScore = {
  readonly score: number
  readonly timestamp: number
  readonly size: number
  readonly duration: number
  readonly histogram: number
}

/**
 * @param seconds start of each contact, whole seconds, ascending
 * @param octets what the client sent in each contact
 * @param span first and last second of the data set
 * @returns `undefined` with fewer than four contacts or three gaps above zero
 */
export function ritaScore(
  seconds: readonly number[],
  octets: readonly number[],
  span: { readonly first: number; readonly last: number },
): RitaScore | undefined {
  const gaps = seconds.slice(1).map((second, i) => second - seconds[i]!)
  const positiveGaps = gaps.filter((gap) => gap > 0)
  if (seconds.length < RITA_CONTACTS_MIN || positiveGaps.length < 3) return undefined
  if (span.last <= span.first) return undefined
  const timestamp = regularity(positiveGaps, 1)
  const size = regularity(octets, 0)
  const bars = histogramBars(seconds, span)
  const histogram = Math.max(flatness(bars), bimodalFit(bars))
  const duration = durationScore(seconds, bars, span)
  const score = round3((timestamp + size + duration + histogram) / 4)
  return { score, timestamp, size, duration, histogram }
}

/** Mean of symmetry (1 − |Bowley skew|) and concentration (1 − MAD / median). */
export function regularity(values: readonly number[], madScoreBelowOne: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  const low = median(sorted.slice(0, half))
  const middle = median(sorted)
  const high = median(sorted.slice(sorted.length - half))
  const spread = high - low
  const isSkewed = spread >= RITA_SKEW_SPREAD_MIN && middle !== low && middle !== high
  const skew = isSkewed ? (low + high - 2 * middle) / spread : 0
  const deviation = median(sorted.map((value) => Math.abs(value - middle)).sort((a, b) => a - b))
  const madScore = middle >= 1 ? Math.max(0, (middle - deviation) / middle) : madScoreBelowOne
  return round3((1 - Math.abs(skew) + madScore) / 2)
}

function histogramBars(
  seconds: readonly number[],
  span: { readonly first: number; readonly last: number },
): number[] {
  const bars = new Array<number>(RITA_BIN_COUNT).fill(0)
  const step = (span.last - span.first) / RITA_BIN_COUNT
  for (const second of seconds) {
    const bar = Math.floor((second - span.first) / step)
    bars[Math.max(0, Math.min(RITA_BIN_COUNT - 1, bar))]! += 1
  }
  return bars
}

/** 1 − coefficient of variation of the bars, at least 0. */
function flatness(bars: readonly number[]): number {
  const mean = bars.reduce((sum, bar) => sum + bar, 0) / bars.length
  const variance = bars.reduce((sum, bar) => sum + (bar - mean) ** 2, 0) / bars.length
  const variation = Math.sqrt(variance) / mean
  return variation > 1 ? 0 : round3(1 - variation)
}

/** Share of the bars that stand at one of the two commonest heights, one outlier forgiven. */
function bimodalFit(bars: readonly number[]): number {
  const standing = bars.filter((bar) => bar > 0)
  if (standing.length < RITA_BIMODAL_BARS_MIN) return 0
  const width = Math.ceil(Math.max(...bars) * RITA_MODE_SENSITIVITY)
  const heights = new Map<number, number>()
  for (const bar of standing) {
    const height = Math.floor(bar / width)
    heights.set(height, (heights.get(height) ?? 0) + 1)
  }
  const [first = 0, second = 0] = [...heights.values()].sort((a, b) => b - a)
  return Math.min(1, round3((first + second) / Math.max(1, standing.length - 1)))
}

/** The larger of coverage of the data set and longest run of bars against the ideal, wrapping round. */
function durationScore(
  seconds: readonly number[],
  bars: readonly number[],
  span: { readonly first: number; readonly last: number },
): number {
  if (bars.filter((bar) => bar > 0).length < RITA_DURATION_BARS_MIN) return 0
  const coverage = (seconds.at(-1)! - seconds[0]!) / (span.last - span.first)
  const runs = [...bars, ...bars]
    .map((bar) => (bar > 0 ? '1' : ' '))
    .join('')
    .split(' ')
  const run = Math.min(bars.length, Math.max(...runs.map((text) => text.length)))
  return Math.max(ceil3(coverage), ceil3(run / RITA_IDEAL_RUN))
}

function median(sorted: readonly number[]): number {
  const upper = Math.floor(sorted.length / 2)
  const isOdd = sorted.length % 2 === 1
  return isOdd ? sorted[upper]! : (sorted[upper - 1]! + sorted[upper]!) / 2
}

const round3 = (value: number): number => Math.round(value * 1000) / 1000
const ceil3 = (value: number): number => Math.min(1, Math.ceil(value * 1000) / 1000)
