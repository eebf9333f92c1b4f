const RATE_START = 500_000
const RATE_MAX = 16_000_000
/** So many segments may wait without the loader being behind: a group is loaded while the next comes together. */
const WAITING_MAX = 10
const FASTER = 1.06
const SLOWER = 0.92
const AFTER_LOSS = 0.85

/** Finds the rate at which storing keeps up: a little more while the spool is short, less when it grows. */
export class RateControl {
  flowsPerSecond: number
  waitingMax = 0
  readonly #isFixed: boolean
  #lossBefore = 0

  constructor(rate: number | undefined) {
    this.#isFixed = rate !== undefined
    this.flowsPerSecond = rate ?? RATE_START
  }

  /**
   * @param waiting segments that wait for the loader
   * @param losses anything lost so far
   */
  next(waiting: number, losses: number): number {
    this.waitingMax = Math.max(this.waitingMax, waiting)
    const hasLost = losses > this.#lossBefore
    this.#lossBefore = losses
    if (this.#isFixed) return this.flowsPerSecond
    const factor = hasLost ? AFTER_LOSS : waiting > WAITING_MAX ? SLOWER : FASTER
    this.flowsPerSecond = Math.min(RATE_MAX, this.flowsPerSecond * factor)
    return this.flowsPerSecond
  }
}
