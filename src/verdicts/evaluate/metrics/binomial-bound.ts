import { binomialTail } from '../../binomial-tail.ts'
import type { Interval } from './bootstrap.ts'

const ERROR = 0.05

/**
 * What k of n can prove at 95 %: the exact interval of Clopper and Pearson (1934). With k = 0 its upper
 * end is the rule of three in its exact form for one side, 1 − 0.05^(1/n).
 */
export function binomialInterval(hits: number, trials: number): Interval {
  if (trials === 0) return { low: 0, high: 1 }
  const low = hits === 0 ? 0 : solve((p) => binomialTail(hits, trials, p) - ERROR / 2)
  const high =
    hits === trials ? 1 : solve((p) => binomialTail(hits + 1, trials, p) - (1 - ERROR / 2))
  return { low, high }
}

/** No error in `trials`: the true rate is below this with 95 % confidence (about 3 / trials). */
export function zeroErrorBound(trials: number): number {
  return trials === 0 ? 1 : 1 - ERROR ** (1 / trials)
}

/** Bisection on a function that rises through zero once between 0 and 1. */
function solve(rising: (p: number) => number): number {
  let low = 0
  let high = 1
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (rising(middle) < 0) low = middle
    else high = middle
  }
  return (low + high) / 2
}
