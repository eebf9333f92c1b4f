import type { Clock } from '../core/clock.ts'
import { sourcePrefix } from '../core/source-prefix.ts'
import { MINUTE_MS } from '../core/time-span.ts'
import { PeopleError } from './errors.ts'

/** A person mistypes or cancels a few times; nobody needs more within five minutes. */
const FAILURE_COUNT_MAX = 10
const WINDOW_MS = 5 * MINUTE_MS
/** Places remembered at once; the oldest give way, which only ever forgives. */
const PLACE_COUNT_MAX = 10_000

/** Counts wrong proofs by the place they come from. In memory only: places are addresses. */
export class Attempts {
  readonly #clock: Clock
  readonly #failures = new Map<string, { count: number; sinceMs: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Runs a proof; throws SIGN_IN_LIMITED without running it when the place has failed too often. */
  async guard<Result>(address: string, prove: () => Promise<Result>): Promise<Result> {
    const place = placeOf(address)
    const past = this.#current(place)
    if (past && past.count >= FAILURE_COUNT_MAX) throw new PeopleError('SIGN_IN_LIMITED')
    // Counted before the proof: many at once must not all see the count from before.
    this.#count(place)
    const result = await prove()
    this.#failures.delete(place)
    return result
  }

  /** Counts a wrong proof that cost nothing to try; throws SIGN_IN_LIMITED from then on. */
  fail(address: string): void {
    const place = placeOf(address)
    this.#count(place)
    if ((this.#current(place)?.count ?? 0) > FAILURE_COUNT_MAX)
      throw new PeopleError('SIGN_IN_LIMITED')
  }

  #current(place: string): { count: number; sinceMs: number } | undefined {
    const past = this.#failures.get(place)
    if (past && this.#clock.nowMs() - past.sinceMs < WINDOW_MS) return past
    this.#failures.delete(place)
    return undefined
  }

  #count(place: string): void {
    const past = this.#current(place)
    if (past) {
      past.count++
      return
    }
    if (this.#failures.size >= PLACE_COUNT_MAX)
      this.#failures.delete(this.#failures.keys().next().value!)
    this.#failures.set(place, { count: 1, sinceMs: this.#clock.nowMs() })
  }
}

/** Nobody gets more attempts by having more addresses of one network of IPv6. */
const placeOf = (address: string): string => sourcePrefix(address, 32)
