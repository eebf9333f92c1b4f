import type { DecoderLimits } from './limits.ts'
import { TokenBucket } from './token-bucket.ts'

/**
 * What one exporter may make the decoder do about templates. Reading records costs in proportion to
 * what is received; a new template costs a thousand times as much as the octets that announce it, so
 * whoever announces ever new ones would take the time of all others.
 */
export class TemplateWork {
  readonly #own: TokenBucket
  readonly #all: TokenBucket
  readonly #compilationCost: number

  constructor(limits: DecoderLimits, all: TokenBucket) {
    this.#own = new TokenBucket(limits.templateWorkMax, limits.templateWorkPerSecond)
    this.#all = all
    this.#compilationCost = limits.compilationCost
  }

  /** May another announcement, one that is no refresh, be read? */
  mayLearn(nowMs: number): boolean {
    return this.#take(1, nowMs)
  }

  /** May another layout be compiled? */
  mayCompile(nowMs: number): boolean {
    return this.#take(this.#compilationCost, nowMs)
  }

  /** As if nothing had been done: for templates that were not received but kept. */
  forgive(): void {
    this.#own.fill()
    this.#all.fill()
  }

  #take(cost: number, nowMs: number): boolean {
    if (!this.#own.has(cost, nowMs) || !this.#all.has(cost, nowMs)) return false
    this.#own.take(cost)
    this.#all.take(cost)
    return true
  }
}
