import type { Clock } from '../../core/clock.ts'
import { NoroshiError } from '../../core/error.ts'
import { MINUTE_MS, SECOND_MS } from '../../core/time-span.ts'
import { SyncError } from '../../gate/sync/errors.ts'

export type RoundFailure = {
  readonly code: string
  /** The hub's own code, where it was the hub that refused. */
  readonly hubCode: string | null
  readonly sinceMs: number
  readonly attempts: number
  readonly nextAtMs: number
}

export type RoundsPorts = {
  /** Throws when the hub is away. */
  readonly round: () => Promise<void>
  /** How long to rest after a round that succeeded. */
  readonly restMs: () => number
  /** @param before the failure of the round before; null where that one succeeded */
  readonly onFailure: (failure: RoundFailure, before: RoundFailure | null) => void
  readonly clock: Clock
}

/** What is said comes in bursts; one message takes all of it. */
export const GATHER_MS = 100
const RETRY_MS = 2 * SECOND_MS
const RETRY_MS_MAX = 5 * MINUTE_MS

/** One round after another, never two at once; while the hub is away ever more slowly. */
export class Rounds {
  readonly #ports: RoundsPorts
  #failure: RoundFailure | null = null
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #isStopped = true

  constructor(ports: RoundsPorts) {
    this.#ports = ports
  }

  /** Of the newest round; null while rounds succeed. */
  get failure(): RoundFailure | null {
    return this.#failure
  }

  start(): void {
    this.#isStopped = false
    this.#schedule(0)
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#running
  }

  /** There is something to say. While the hub is away its own time decides, however much there is meanwhile. */
  wake(): void {
    if (!this.#failure) this.soon()
  }

  /** Does not wait until its own time, whether or not the hub is away. */
  soon(): void {
    if (!this.#running) this.#schedule(GATHER_MS)
  }

  /** At once, and as if nothing had failed. */
  beginAnew(): void {
    this.#failure = null
    if (!this.#running) this.#schedule(0)
  }

  #schedule(afterMs: number): void {
    if (this.#isStopped) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#running = this.#attempt().finally(() => {
        this.#running = undefined
        this.#schedule(this.#pauseMs())
      })
    }, afterMs)
  }

  #pauseMs(): number {
    if (this.#failure) return this.#failure.nextAtMs - this.#ports.clock.nowMs()
    return this.#ports.restMs()
  }

  async #attempt(): Promise<void> {
    try {
      await this.#ports.round()
      this.#failure = null
    } catch (error) {
      const before = this.#failure
      this.#failure = failureOf(error, before, this.#ports.clock.nowMs())
      this.#ports.onFailure(this.#failure, before)
    }
  }
}

function failureOf(error: unknown, before: RoundFailure | null, nowMs: number): RoundFailure {
  const attempts = (before?.attempts ?? 0) + 1
  return {
    code: error instanceof NoroshiError ? error.code : 'INTERNAL',
    hubCode: error instanceof SyncError ? (error.hubCode ?? null) : null,
    sinceMs: before?.sinceMs ?? nowMs,
    attempts,
    nextAtMs: nowMs + Math.min(RETRY_MS * 2 ** (attempts - 1), RETRY_MS_MAX),
  }
}
