import type { Clock } from '../../core/clock.ts'
import { DAY_MS, HOUR_MS, SECOND_MS } from '../../core/time-span.ts'
import { StoreError } from '../../flows/store/errors.ts'
import type { ExporterHour } from '../../flows/store/exporter-hours.ts'
import type { FlowStore } from '../../flows/store/flow-store.ts'

/** Pages ask every few seconds; an hour's counts change slowly. */
const AGE_MAX_MS = 20 * SECOND_MS

/**
 * What became of everything that exporters sent in the last 24 hours. While the store does not answer
 * it is what was known last.
 */
export class RecentHours {
  readonly #store: Pick<FlowStore, 'exporterHours'>
  readonly #clock: Clock
  #answer: Promise<readonly ExporterHour[]> | undefined
  #askedMs = 0
  #known: readonly ExporterHour[] = []

  constructor(store: Pick<FlowStore, 'exporterHours'>, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  current(): Promise<readonly ExporterHour[]> {
    const nowMs = this.#clock.nowMs()
    if (!this.#answer || Math.abs(nowMs - this.#askedMs) > AGE_MAX_MS) {
      this.#askedMs = nowMs
      this.#answer = this.#ask(nowMs)
    }
    return this.#answer
  }

  async #ask(nowMs: number): Promise<readonly ExporterHour[]> {
    const thisHourMs = nowMs - (nowMs % HOUR_MS)
    const window = { startMs: thisHourMs - DAY_MS + HOUR_MS, endMs: thisHourMs + HOUR_MS }
    try {
      this.#known = await this.#store.exporterHours(window)
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
    }
    return this.#known
  }
}
