import type { Loader } from '../../flows/collect/loader.ts'
import { type Recovered, recoverAccounts } from '../../flows/spool/recover-accounts.ts'
import { newWriterId, systemClock } from '../system-ports.ts'
import { CollectorThreads, type CollectorThreadsOptions } from './collector-threads.ts'

type Life = { readonly writerIds: readonly string[]; readonly recovered: Recovered }
type Options = Omit<CollectorThreadsOptions, keyof Life> & { readonly collectorThreads: number }

/**
 * Opens the collector once and again. Each time is a life of its own: its segments are named by new writers, and it goes
 * on from where the accounts of the one before stand, so that what was sent meanwhile is missing by its number and not
 * forgotten. Accounts are read while nobody collects and nobody loads.
 */
export class CollectorLives {
  readonly #options: Options
  readonly #loader: Pick<Loader, 'start' | 'stop'>
  #next: Life | undefined

  private constructor(options: Options, loader: Pick<Loader, 'start' | 'stop'>, first: Life) {
    this.#options = options
    this.#loader = loader
    this.#next = first
  }

  /** To be called before the loader runs. */
  static async begin(
    options: Options,
    loader: Pick<Loader, 'start' | 'stop'>,
  ): Promise<CollectorLives> {
    return new CollectorLives(options, loader, await newLife(options))
  }

  /** Throws what opening throws, such as LISTENER_NOT_BOUND; called again, it tries again. */
  async open(): Promise<CollectorThreads> {
    const life = this.#next ?? (await this.#readAnew())
    this.#next = undefined
    const { collectorThreads: _, ...common } = this.#options
    return CollectorThreads.start({ ...common, ...life })
  }

  async #readAnew(): Promise<Life> {
    await this.#loader.stop()
    try {
      return await newLife(this.#options)
    } finally {
      await this.#loader.start()
    }
  }
}

async function newLife({ collectorThreads, spoolDirectory }: Options): Promise<Life> {
  const writerIds = Array.from({ length: collectorThreads }, newWriterId)
  const recovered = await recoverAccounts(spoolDirectory, writerIds[0]!, systemClock.nowMs())
  return { writerIds, recovered }
}
