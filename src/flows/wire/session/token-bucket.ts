/** Longer ago than anything waits: the clock was set back. */
const CLOCK_STEP_MS = 3_600_000

/**
 * Permission to do so much work: up to `capacity` at once, `perSecond` in the long run. Time is that
 * of receipt, so that a recorded stream meets the same decisions again.
 */
export class TokenBucket {
  readonly #capacity: number
  readonly #perMs: number
  #level: number
  #filledAtMs: number | undefined

  constructor(capacity: number, perSecond: number) {
    this.#capacity = capacity
    this.#perMs = perSecond / 1000
    this.#level = capacity
  }

  /** True when there is enough; takes nothing. */
  has(cost: number, nowMs: number): boolean {
    const beforeMs = this.#filledAtMs ?? nowMs
    if (nowMs > beforeMs)
      this.#level = Math.min(this.#capacity, this.#level + (nowMs - beforeMs) * this.#perMs)
    // Data that waited brings its own, older time, which must not fill the bucket twice; a clock that
    // was set back must not stop the filling for as long.
    if (nowMs > beforeMs || nowMs < beforeMs - CLOCK_STEP_MS || this.#filledAtMs === undefined)
      this.#filledAtMs = nowMs
    return this.#level >= cost
  }

  take(cost: number): void {
    this.#level -= cost
  }

  fill(): void {
    this.#level = this.#capacity
  }
}
