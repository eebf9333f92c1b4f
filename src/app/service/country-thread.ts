import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { CountryProgress } from '../../country/index.ts'
import { AppError } from '../errors.ts'
import type { CountryMessage, CountryOrder, CountryTask } from './country-messages.ts'

/** The small country as the main thread sees it. */
export class CountryThread {
  readonly #worker: Worker
  #progress: CountryProgress | undefined
  #hasEnded = false

  constructor(task: CountryTask, onDeath: (error: AppError) => void) {
    this.#worker = new Worker(new URL('./country-worker.ts', import.meta.url), { workerData: task })
    this.#worker.on('message', (message: CountryMessage) => {
      this.#progress = message.progress
    })
    this.#worker.on('error', (cause) =>
      onDeath(new AppError('THREAD_DIED', `the small country died: ${cause.message}`, { cause })),
    )
    this.#worker.once('exit', () => {
      this.#hasEnded = true
    })
  }

  progress(): CountryProgress | undefined {
    return this.#progress
  }

  async stop(): Promise<void> {
    if (this.#hasEnded) return
    this.#worker.postMessage({ kind: 'stop' } satisfies CountryOrder)
    await once(this.#worker, 'exit')
  }
}
