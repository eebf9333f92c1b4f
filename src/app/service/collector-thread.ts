import { Worker } from 'node:worker_threads'
import { NoroshiError } from '../../core/error.ts'
import type { CollectorCounts } from '../../flows/collect/collector.ts'
import { AppError } from '../errors.ts'
import type { CollectorMessage, CollectorOrder, CollectorTask } from './collector-messages.ts'

export type CollectorThreadOptions = CollectorTask & {
  readonly onSegment: () => void
  /** The thread is gone though nobody stopped it: nothing is collected any more. */
  readonly onDeath: (error: AppError) => void
}

/** The collector as the main thread sees it. */
export class CollectorThread {
  readonly #worker: Worker
  readonly #options: CollectorThreadOptions
  #counts: CollectorCounts | undefined
  #isStopping = false

  private constructor(options: CollectorThreadOptions) {
    const { onSegment: _onSegment, onDeath: _onDeath, ...task } = options
    this.#options = options
    this.#worker = new Worker(new URL('./collector-worker.ts', import.meta.url), {
      workerData: task,
    })
  }

  /** Resolves when every socket is bound. */
  static async start(options: CollectorThreadOptions): Promise<CollectorThread> {
    const thread = new CollectorThread(options)
    await thread.#begin()
    return thread
  }

  /** The newest counts, at most about a second old. */
  counts(): CollectorCounts {
    return this.#counts!
  }

  /** Every thread that shares the ports is bound. */
  open(): void {
    this.#worker.postMessage({ kind: 'open' } satisfies CollectorOrder)
  }

  /** Resolves when what was received is acknowledged. */
  async stop(): Promise<CollectorCounts> {
    this.#isStopping = true
    const stopped = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()))
    this.#worker.postMessage({ kind: 'stop' } satisfies CollectorOrder)
    await stopped
    return this.#counts!
  }

  #begin(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#worker.on('message', (message: CollectorMessage) => {
        if (message.kind === 'failed') {
          this.#isStopping = true
          reject(new NoroshiError(message.code, message.message))
          return
        }
        if (message.kind === 'segment') {
          this.#options.onSegment()
          return
        }
        this.#counts = message.counts
        if (message.kind === 'listening') resolve()
      })
      this.#worker.on('error', (cause) => {
        const error = new AppError('THREAD_DIED', `the collector died: ${cause.message}`, { cause })
        reject(error)
        if (!this.#isStopping) this.#options.onDeath(error)
        this.#isStopping = true
      })
      this.#worker.on('exit', (status) => {
        if (this.#isStopping) return
        const error = new AppError('THREAD_DIED', `the collector ended with status ${status}`)
        reject(error)
        this.#options.onDeath(error)
      })
    })
  }
}
