import type { Random } from '../../core/random.ts'

const WINDOW_MS = 1_000
/** Beyond this the exporter is broken or forged, and one datagram in so many shows enough of it. */
const INTERVAL_MAX = 65_536
/** When a window's allowance is used up, thinning doubles and so much of the limit is granted anew. */
const EXTENSION_RATIO = 0.25

/**
 * Keeps one exporter's records near a limit, by taking one datagram in `n` at random and letting its
 * records stand for `n`. Dropping what is above the limit would make busy hours look like quiet ones;
 * thinning leaves every total right in expectation, because the choice depends only on the past.
 */
export class ExporterLimit {
  readonly #recordsPerSecondMax: number
  readonly #random: Random
  #interval = 1
  #windowStartMs = 0
  #allowance: number
  #kept = 0
  /** Estimate of what came in this window. */
  #arrived = 0

  constructor(recordsPerSecondMax: number, random: Random) {
    this.#recordsPerSecondMax = recordsPerSecondMax
    this.#allowance = recordsPerSecondMax
    this.#random = random
  }

  /** One datagram in so many is kept now. */
  get interval(): number {
    return this.#interval
  }

  /** For how many datagrams the one that came now stands; 0 = it is left out. */
  weight(nowMs: number): number {
    const elapsedMs = nowMs - this.#windowStartMs
    if (elapsedMs >= WINDOW_MS || elapsedMs < 0) this.#nextWindow(nowMs, elapsedMs)
    if (this.#interval === 1) return 1
    return this.#random.next() * this.#interval < 1 ? this.#interval : 0
  }

  /** So many records were decoded from a datagram of that weight. */
  recorded(count: number, weight: number): void {
    this.#kept += count
    this.#arrived += count * weight
    if (this.#kept <= this.#allowance) return
    this.#interval = Math.min(INTERVAL_MAX, this.#interval * 2)
    this.#allowance = this.#kept + this.#recordsPerSecondMax * EXTENSION_RATIO
  }

  #nextWindow(nowMs: number, elapsedMs: number): void {
    const seconds = Math.max(elapsedMs, WINDOW_MS) / 1000
    const rate = this.#arrived / seconds
    this.#interval = Math.min(
      INTERVAL_MAX,
      Math.max(1, Math.ceil(rate / this.#recordsPerSecondMax)),
    )
    this.#windowStartMs = nowMs
    this.#allowance = this.#recordsPerSecondMax
    this.#kept = 0
    this.#arrived = 0
  }
}
