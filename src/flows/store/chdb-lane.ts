import type { Session } from 'chdb'
import type { SqlParameters } from './flow-engine.ts'
import { setParameters } from './query-parameters.ts'

/**
 * One connection to the engine, one statement at a time. A connection runs its statements in order
 * anyhow, but each one that waits in there holds a thread of the pool that file writes need too; here
 * it waits without one.
 */
export class ChdbLane {
  readonly #session: Session
  #tail: Promise<unknown> = Promise.resolve()
  #waiting = 0

  constructor(session: Session) {
    this.#session = session
  }

  /** Statements that run or wait here. */
  get load(): number {
    return this.#waiting
  }

  answer(sql: string, format: string, parameters?: SqlParameters): Promise<Uint8Array> {
    return this.#inTurn(async () => {
      await this.#set(parameters)
      return (await this.#session.queryAsync(sql, { format })).bytes()
    })
  }

  /** Holds the lane until the last chunk has been taken, or the taker has left. */
  async *stream<Row>(sql: string, parameters?: SqlParameters): AsyncIterable<Row[]> {
    const { promise: isDone, resolve: done } = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const held = this.#inTurn(() => {
      begun.resolve()
      return isDone
    })
    await begun.promise
    try {
      await this.#set(parameters)
      for await (const chunk of this.#session.queryStream(sql)) yield chunk.rows<Row>()
    } finally {
      done()
      await held
    }
  }

  /** After what runs now; nothing may be asked afterwards. */
  async close(): Promise<void> {
    await this.#tail
    this.#session.close()
  }

  /** None is no statement. */
  async #set(parameters: SqlParameters = {}): Promise<void> {
    if (Object.keys(parameters).length > 0)
      await this.#session.queryAsync(setParameters(parameters))
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#waiting += 1
    const result = this.#tail.then(work)
    const leave = (): void => {
      this.#waiting -= 1
    }
    this.#tail = result.then(leave, leave)
    return result
  }
}
