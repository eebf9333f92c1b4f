import type { Clock } from '../../core/clock.ts'
import { DAY_MS } from '../../core/time-span.ts'

/** A clock that is ahead by more was wrong by more; following it back is the smaller harm. */
const AHEAD_MAX_MS = DAY_MS

/**
 * The time of receipt: the machine's, but never back. When the machine's clock is set back this one
 * goes on at half speed until it is caught up with, so that nothing that counts on time stands still
 * and no hour of receipt is had twice.
 */
export class ReceiptClock implements Clock {
  readonly #machine: Clock
  #machineMs: number
  #nowMs: number

  /** @param notBeforeMs the last receipt that a former process acknowledged */
  constructor(machine: Clock, notBeforeMs: number) {
    this.#machine = machine
    this.#machineMs = machine.nowMs()
    this.#nowMs = notBeforeMs
    this.nowMs()
  }

  nowMs(): number {
    const machineMs = this.#machine.nowMs()
    const elapsedMs = machineMs - this.#machineMs
    this.#machineMs = machineMs
    const aheadMs = this.#nowMs - machineMs
    if (aheadMs <= 0 || aheadMs > AHEAD_MAX_MS) this.#nowMs = machineMs
    else if (elapsedMs > 0) this.#nowMs += elapsedMs / 2
    return Math.floor(this.#nowMs)
  }
}
