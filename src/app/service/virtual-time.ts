import type { Clock } from '../../core/clock.ts'
import { SECOND_MS } from '../../core/time-span.ts'

/** So near to the real time the country lives in it. */
const LIVE_WITHIN_MS = 2 * SECOND_MS

/**
 * The country's time, shared between its thread and the collector's. The country sends its yesterday
 * within half a minute, and sFlow has no time of its own: without this its samples would all be of
 * that half minute. Once the country has caught up the real clock counts.
 */
export class VirtualTime {
  readonly buffer: SharedArrayBuffer
  readonly #cell: Float64Array

  constructor(buffer = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT)) {
    this.buffer = buffer
    this.#cell = new Float64Array(buffer)
  }

  set(atMs: number, real: Clock): void {
    this.#cell[0] = real.nowMs() - atMs > LIVE_WITHIN_MS ? atMs : 0
  }

  /** Whether the country is still sending what is past. */
  lags(): boolean {
    return this.#cell[0] !== 0
  }

  /** The country's time while it lags, else the real one. */
  clock(real: Clock): Clock {
    return { nowMs: () => this.#cell[0] || real.nowMs() }
  }
}
