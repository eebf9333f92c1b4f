import type { SeededRandom } from '../../core/random.ts'

/** Inclusive bounds from which a parameter is drawn. */
export type Range = readonly [number, number]

export function uniform(random: SeededRandom, [low, high]: Range): number {
  return low + random.next() * (high - low)
}

export function uniformInteger(random: SeededRandom, [low, high]: Range): number {
  return low + random.integer(high - low + 1)
}

/** Uniform in the logarithm: a third of [1, 1000] is below 10. Bounds must be positive. */
export function logUniform(random: SeededRandom, [low, high]: Range): number {
  return low * Math.exp(random.next() * Math.log(high / low))
}

/** A skewed positive quantity, half of the draws below `median`. */
export function logNormal(random: SeededRandom, median: number, spread: number): number {
  return median * Math.exp(random.normal(0, spread))
}

/** `count` distinct items in random order; all of them when there are fewer. */
export function sample<T>(random: SeededRandom, items: readonly T[], count: number): T[] {
  if (count < items.length / 8) return sampleFew(random, items, count)
  const pool = [...items]
  const taken = Math.min(count, pool.length)
  for (let i = 0; i < taken; i++) {
    const j = i + random.integer(pool.length - i)
    const swapped = pool[i]!
    pool[i] = pool[j]!
    pool[j] = swapped
  }
  return pool.slice(0, taken)
}

/** Without copying the pool: few enough that a repeated draw is rare. */
function sampleFew<T>(random: SeededRandom, items: readonly T[], count: number): T[] {
  const indexes = new Set<number>()
  while (indexes.size < count) indexes.add(random.integer(items.length))
  return [...indexes].map((index) => items[index]!)
}

/** Ranks 0 … count − 1 with probability proportional to 1 / (rank + 1)^exponent. */
export function createZipf(count: number, exponent: number): (random: SeededRandom) => number {
  const cumulative = new Float64Array(count)
  let total = 0
  for (let rank = 0; rank < count; rank++) {
    total += (rank + 1) ** -exponent
    cumulative[rank] = total
  }
  return (random) => {
    const target = random.next() * total
    let low = 0
    let high = count - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (cumulative[middle]! < target) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Above this expected count the normal approximation is closer than the dice are fine. */
const BINOMIAL_EXACT_MEAN_MAX = 16

/** How many of `trials` succeed. Exact by geometric gaps for small means, else normal. */
export function binomial(random: SeededRandom, trials: number, probability: number): number {
  if (probability >= 1) return trials
  if (probability <= 0 || trials <= 0) return 0
  const mean = trials * probability
  if (mean > BINOMIAL_EXACT_MEAN_MAX && trials - mean > BINOMIAL_EXACT_MEAN_MAX) {
    const drawn = Math.round(random.normal(mean, Math.sqrt(mean * (1 - probability))))
    return Math.min(trials, Math.max(0, drawn))
  }
  const logMiss = Math.log1p(-probability)
  let count = 0
  let position = 0
  for (;;) {
    position += 1 + Math.floor(Math.log(1 - random.next()) / logMiss)
    if (position > trials) return count
    count++
  }
}
