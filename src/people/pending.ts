import type { Clock } from '../core/clock.ts'
import { MINUTE_MS } from '../core/time-span.ts'

/** A person needs a minute or two to find a key; a provider's own page may ask for more. */
const LASTS_MS = 10 * MINUTE_MS
/** Anybody may begin to sign in, so what is begun is bounded; the oldest give way. */
const COUNT_MAX = 1_000

/** What has been begun and waits for its answer: each once, for a while, in memory only. */
export class Pending<Value> {
  readonly #clock: Clock
  readonly #entries = new Map<string, { value: Value; untilMs: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  add(key: string, value: Value): void {
    if (this.#entries.size >= COUNT_MAX) this.#entries.delete(this.#entries.keys().next().value!)
    this.#entries.set(key, { value, untilMs: this.#clock.nowMs() + LASTS_MS })
  }

  /** Takes it out: an answer counts once. */
  take(key: string): Value | undefined {
    const entry = this.#entries.get(key)
    this.#entries.delete(key)
    return entry && this.#clock.nowMs() < entry.untilMs ? entry.value : undefined
  }
}
