import type { Clock } from '../../core/clock.ts'
import { DAY_MS, SECOND_MS, type TimeSpan } from '../../core/time-span.ts'
import { StoreError } from '../../flows/store/errors.ts'
import type { FlowStore } from '../../flows/store/flow-store.ts'

type Extent = Awaited<ReturnType<FlowStore['extent']>>

/** Several pages ask at once, every few seconds; the engine is asked once. */
const AGE_MAX_MS = 2 * SECOND_MS

/**
 * How much the store holds, asked for at most every two seconds. While the store does not answer it is
 * what was known last: the service goes on, and the loader's failures say on the health page why.
 */
export class FlowExtent {
  readonly #store: FlowStore
  readonly #clock: Clock
  #answer: Promise<Extent> | undefined
  #askedMs = 0
  #known: Extent = { flowCount: 0, span: undefined }

  constructor(store: FlowStore, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  current(): Promise<Extent> {
    const nowMs = this.#clock.nowMs()
    if (!this.#answer || nowMs - this.#askedMs > AGE_MAX_MS) {
      this.#askedMs = nowMs
      this.#answer = this.#ask()
    }
    return this.#answer
  }

  async #ask(): Promise<Extent> {
    try {
      this.#known = await this.#store.extent()
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
    }
    return this.#known
  }

  /** The day before the newest flow; the day before now while there is none. */
  async recentWindow(): Promise<TimeSpan> {
    const { span } = await this.current()
    const endMs = span?.endMs ?? this.#clock.nowMs()
    return { startMs: endMs - DAY_MS, endMs }
  }
}
