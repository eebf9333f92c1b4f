import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../core/clock.ts'

/** At most this much may be sent at once after a pause, so that a receive buffer does not overflow. */
const BURST_MS = 20

/** A token bucket: `datagramsPerSecondMax` on average, never a burst a socket buffer would not hold. */
export class Pacer {
  readonly #clock: Clock
  readonly #perMs: number
  readonly #burst: number
  #tokens: number
  #filledMs: number

  constructor(clock: Clock, datagramsPerSecondMax: number) {
    this.#clock = clock
    this.#perMs = datagramsPerSecondMax / 1000
    this.#burst = Math.max(1, this.#perMs * BURST_MS)
    this.#tokens = this.#burst
    this.#filledMs = clock.nowMs()
  }

  /** The most that one `take` may ask for. */
  get burst(): number {
    return Math.floor(this.#burst)
  }

  /** Waits until `count` datagrams may be sent. @throws AbortError when aborted while waiting */
  async take(count: number, signal?: AbortSignal): Promise<void> {
    this.#refill()
    while (this.#tokens < count) {
      const waitMs = Math.max(1, Math.ceil((count - this.#tokens) / this.#perMs))
      await sleep(waitMs, undefined, signal ? { signal } : {})
      this.#refill()
    }
    this.#tokens -= count
  }

  #refill(): void {
    const nowMs = this.#clock.nowMs()
    // A clock set back must not stop the country for ever.
    const elapsedMs = Math.max(0, nowMs - this.#filledMs)
    this.#filledMs = nowMs
    this.#tokens = Math.min(this.#burst, this.#tokens + elapsedMs * this.#perMs)
  }
}
