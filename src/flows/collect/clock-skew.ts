/**
 * How far an exporter's clock is from ours, from the export time in its headers. One late datagram
 * must not move it, and a clock that is set must be followed within seconds: the estimate is the
 * median of a window, and a window is begun anew when three samples in a row agree on another time.
 */
export class ClockSkew {
  readonly #stepMs: number
  readonly #samples: number[] = []
  readonly #dissenting: number[] = []
  #sampledAtMs = Number.NEGATIVE_INFINITY
  #medianMs: number | undefined

  /** @param stepMs samples further than this from the estimate are of another time, not of delay */
  constructor(stepMs: number) {
    this.#stepMs = stepMs
  }

  /** Exporter's time minus ours, milliseconds; `undefined` while it has told none (sFlow). */
  get skewMs(): number | undefined {
    return this.#medianMs
  }

  observe(exportMs: number, nowMs: number): void {
    const elapsedMs = nowMs - this.#sampledAtMs
    // One a second is enough; a clock of ours that was set back must not stop the sampling.
    if (elapsedMs < SAMPLE_EVERY_MS && elapsedMs >= 0) return
    this.#sampledAtMs = nowMs
    const sample = exportMs - nowMs
    if (this.#medianMs !== undefined && Math.abs(sample - this.#medianMs) > this.#stepMs)
      this.#dissent(sample)
    else {
      this.#dissenting.length = 0
      this.#accept(sample)
    }
  }

  #dissent(sample: number): void {
    const [first] = this.#dissenting
    if (first !== undefined && Math.abs(sample - first) > this.#stepMs) this.#dissenting.length = 0
    this.#dissenting.push(sample)
    if (this.#dissenting.length < AGREEING_COUNT) return
    this.#samples.length = 0
    for (const agreed of this.#dissenting.splice(0)) this.#accept(agreed)
  }

  #accept(sample: number): void {
    if (this.#samples.length >= SAMPLE_COUNT_MAX) this.#samples.shift()
    this.#samples.push(sample)
    const ordered = this.#samples.toSorted((a, b) => a - b)
    this.#medianMs = ordered[ordered.length >> 1]!
  }
}

const SAMPLE_EVERY_MS = 1_000
/** Half a minute of a busy exporter. */
const SAMPLE_COUNT_MAX = 31
const AGREEING_COUNT = 3
