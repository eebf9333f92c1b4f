import { NoroshiError } from '../core/error.ts'
import { WebError } from './problems/errors.ts'

/** How far a piece of work is. The last one is kept until the next begins, so that leaving the page loses nothing. */
export type WorkState<Result> = {
  readonly startedAtMs: number
  readonly startedBy: string
  readonly done: number
  /** 0 while it is not known. */
  readonly total: number
  readonly endedAtMs: number | null
  readonly result: Result | null
  /** The code of what stopped it. */
  readonly failureCode: string | null
}

export type OnProgress = (done: number, total: number) => void

/** One piece of work at a time that takes longer than an answer may. */
export class BackgroundWork<Result> {
  readonly #nowMs: () => number
  #state: WorkState<Result> | null = null

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  get state(): WorkState<Result> | null {
    return this.#state
  }

  /** Answers at once. Throws `WebError` WORK_RUNNING while another one is at it. */
  start(actor: string, work: (onProgress: OnProgress) => Promise<Result>): WorkState<Result> {
    if (this.#state && this.#state.endedAtMs === null) throw new WebError('WORK_RUNNING')
    const begun: WorkState<Result> = {
      startedAtMs: this.#nowMs(),
      startedBy: actor,
      done: 0,
      total: 0,
      endedAtMs: null,
      result: null,
      failureCode: null,
    }
    this.#state = begun
    void this.#run(begun, work)
    return begun
  }

  async #run(begun: WorkState<Result>, work: (onProgress: OnProgress) => Promise<Result>) {
    const change = (changes: Partial<WorkState<Result>>): void => {
      this.#state = { ...(this.#state ?? begun), ...changes }
    }
    try {
      const result = await work((done, total) => change({ done, total }))
      change({ result, endedAtMs: this.#nowMs() })
    } catch (error) {
      const failureCode = error instanceof NoroshiError ? error.code : 'INTERNAL'
      change({ failureCode, endedAtMs: this.#nowMs() })
    }
  }
}
