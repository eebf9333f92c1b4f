/** The only way any wing but `app` learns the time, so that a scenario can replay it. */
export type Clock = {
  /** Milliseconds since the Unix epoch. */
  nowMs(): number
}

/** A clock that moves only when told: for tests and for the small country. */
export class ManualClock implements Clock {
  #nowMs: number

  constructor(startMs: number) {
    this.#nowMs = startMs
  }

  nowMs(): number {
    return this.#nowMs
  }

  advance(durationMs: number): void {
    this.#nowMs += durationMs
  }
}
