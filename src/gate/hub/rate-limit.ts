import type { Clock } from '../../core/clock.ts'
import { HubError } from './errors.ts'

export type Allowance = { readonly count: number; readonly perMs: number }

/** More keys than members and faces there can be; beyond it the oldest give way. */
const KEY_COUNT_MAX = 10_000

/** So many of something for each key and span of time: a token bucket, full at first. */
export class RateLimit {
  readonly #clock: Clock
  readonly #allowance: Allowance
  readonly #buckets = new Map<string, { left: number; atMs: number }>()

  constructor(clock: Clock, allowance: Allowance) {
    this.#clock = clock
    this.#allowance = allowance
  }

  /** Whether it was allowed; takes `cost` when it was. */
  take(key: string, cost = 1): boolean {
    const nowMs = this.#clock.nowMs()
    const { count, perMs } = this.#allowance
    const bucket = this.#buckets.get(key) ?? { left: count, atMs: nowMs }
    const left = Math.min(count, bucket.left + ((nowMs - bucket.atMs) * count) / perMs)
    const isAllowed = left >= cost
    this.#buckets.delete(key)
    if (this.#buckets.size >= KEY_COUNT_MAX)
      this.#buckets.delete(this.#buckets.keys().next().value!)
    this.#buckets.set(key, { left: isAllowed ? left - cost : left, atMs: nowMs })
    return isAllowed
  }

  /** Throws REQUEST_LIMITED. */
  spend(key: string, cost = 1): void {
    if (!this.take(key, cost))
      throw new HubError('REQUEST_LIMITED', 'more was asked than a member is allowed in this time')
  }
}
