/** What was missed in a pause is made up for only so far: a burst would measure the pause. */
const CATCH_UP_MS_MAX = 5

/** How many flow records are due: the integral of a rate that may change. */
export class Pace {
  #flowsPerSecond: number
  #due = 0
  #atMs: number

  constructor(flowsPerSecond: number, nowMs: number) {
    this.#flowsPerSecond = flowsPerSecond
    this.#atMs = nowMs
  }

  set flowsPerSecond(value: number) {
    this.#flowsPerSecond = value
  }

  /** Records that may go now. */
  allowance(nowMs: number): number {
    const elapsedMs = nowMs - this.#atMs
    this.#atMs = nowMs
    this.#due += (this.#flowsPerSecond * elapsedMs) / 1000
    this.#due = Math.min(this.#due, Math.max(1, (this.#flowsPerSecond * CATCH_UP_MS_MAX) / 1000))
    return this.#due
  }

  took(flows: number): void {
    this.#due -= flows
  }
}
