import { type ChildProcess, fork } from 'node:child_process'
import { AppError } from '../errors.ts'

/** A process of ours that takes orders and answers with messages told apart by `kind`. */
export class Child<Order extends object, Message extends { readonly kind: string }>
  implements AsyncDisposable
{
  readonly #process: ChildProcess
  readonly #waiting = new Map<string, (message: Message) => void>()
  readonly #ended: Promise<void>
  #failure: AppError | undefined
  #onFailure: ((error: AppError) => void) | undefined
  /** Called with messages nobody waits for. */
  onMessage: ((message: Message) => void) | undefined

  constructor(main: URL, task: object) {
    this.#process = fork(main, [JSON.stringify(task)], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    this.#process.on('message', (message) => this.#take(message as Message))
    this.#ended = new Promise((resolve) => {
      this.#process.on('exit', (status, signal) => {
        this.#failure = new AppError(
          'THREAD_DIED',
          `a process of the benchmark ended with ${signal ?? `status ${status}`}`,
        )
        this.#onFailure?.(this.#failure)
        resolve()
      })
    })
  }

  get pid(): number {
    return this.#process.pid!
  }

  tell(order: Order): void {
    if (this.#process.connected) this.#process.send(order)
  }

  /** The next message of that kind. @throws AppError when the process ends before it comes */
  next<Kind extends Message['kind']>(kind: Kind): Promise<Extract<Message, { kind: Kind }>> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure)
      this.#onFailure = reject
      this.#waiting.set(kind, (message) => resolve(message as Extract<Message, { kind: Kind }>))
    })
  }

  ask<Kind extends Message['kind']>(
    order: Order,
    kind: Kind,
  ): Promise<Extract<Message, { kind: Kind }>> {
    const answer = this.next(kind)
    this.tell(order)
    return answer
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#onFailure = undefined
    this.#process.kill('SIGKILL')
    await this.#ended
  }

  #take(message: Message): void {
    const waiter = this.#waiting.get(message.kind)
    this.#waiting.delete(message.kind)
    if (waiter) waiter(message)
    else this.onMessage?.(message)
  }
}
