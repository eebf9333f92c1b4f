import { DAY_MS } from '../core/time-span.ts'
import { SUSPECTED_PROBABILITY_MIN } from './bands.ts'

/** Innocent servers a day that an operator accepts among what is shown as suspected, unless told otherwise. */
export const FALSE_POSITIVES_PER_DAY_DEFAULT = 10

export type Budget = {
  /** The operator's: wrong endpoints a day that may be expected above the threshold. */
  readonly falsePositivesPerDay: number
  /** Probability from which an endpoint is more than watched; never below one half. */
  readonly suspectedFrom: number
  /** Endpoints from there on, and how many of them are expected to be wrong. */
  readonly suspectedCount: number
  readonly expectedFalse: number
}

/**
 * The lowest threshold at which the wrong endpoints to be expected stay within the budget. Where
 * probabilities mean what they say, a list of endpoints holds Σ (1 − p) wrong ones; the base rate is
 * in them already, for most endpoints have a probability near 0 (LITERATURE: base-rate fallacy,
 * Axelsson 2000). A window shorter than a day may spend a day's budget: a person reads it once.
 *
 * @param probabilities of all endpoints scored, in any order
 */
export function spendBudget(
  probabilities: Iterable<number>,
  windowMs: number,
  falsePositivesPerDay: number,
): Budget {
  const allowed = falsePositivesPerDay * Math.max(1, windowMs / DAY_MS)
  const ordered = [...probabilities]
    .filter((probability) => probability >= SUSPECTED_PROBABILITY_MIN)
    .sort((a, b) => b - a)
  let suspectedCount = 0
  let expectedFalse = 0
  for (let i = 0, sum = 0; i < ordered.length; i++) {
    sum += 1 - ordered[i]!
    // Equal probabilities stand or fall together.
    if (ordered[i] === ordered[i + 1]) continue
    if (sum > allowed) break
    suspectedCount = i + 1
    expectedFalse = sum
  }
  const isAllWithin = suspectedCount === ordered.length
  const suspectedFrom = isAllWithin
    ? SUSPECTED_PROBABILITY_MIN
    : suspectedCount > 0
      ? ordered[suspectedCount - 1]!
      : 1
  return { falsePositivesPerDay, suspectedFrom, suspectedCount, expectedFalse }
}
