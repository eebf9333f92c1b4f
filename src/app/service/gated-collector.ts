import type { Logger } from 'pino'
import { MINUTE_MS } from '../../core/time-span.ts'
import type { CollectorCounts } from '../../flows/collect/collector.ts'
import type { NoticeStanding } from '../../notice/index.ts'
import type { CollectorThreads } from './collector-threads.ts'

export type GatedCollectorOptions = {
  /** Binds the sockets. */
  readonly open: () => Promise<CollectorThreads>
  readonly standing: () => Promise<Pick<NoticeStanding, 'state' | 'mayCollect'>>
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>
  readonly everyMs?: number
}

/** Nothing is bound, so nothing was heard. */
const CLOSED: CollectorCounts = {
  exporters: [],
  strangers: [],
  listeners: [],
  receiver: 'dgram',
  segments: 0,
  segmentRecords: 0,
  droppedRecords: 0,
  kernelDrops: undefined,
}

/**
 * The collector behind the notice: no socket is bound before subscribers have been told, all are closed when the grace
 * of a stale notice is over, and are opened again once a notice says what is done now.
 */
export class GatedCollector {
  readonly #options: GatedCollectorOptions
  #threads: CollectorThreads | undefined
  #lastCounts = CLOSED
  #timer: NodeJS.Timeout | undefined
  #checking: Promise<void> = Promise.resolve()
  #isStopped = false

  constructor(options: GatedCollectorOptions) {
    this.#options = options
  }

  /** The first look; throws what opening throws, such as LISTENER_NOT_BOUND. Then looks each minute. */
  async start(): Promise<void> {
    await this.#look()
    this.#plan()
  }

  get isCollecting(): boolean {
    return this.#threads !== undefined
  }

  counts(): CollectorCounts {
    return this.#threads?.counts() ?? this.#lastCounts
  }

  /** Looks now: a notice has been published. A failure to bind is logged, and tried again each minute. */
  check(): Promise<void> {
    this.#checking = this.#checking.then(() =>
      this.#look().catch((error) =>
        this.#options.logger.error({ err: error }, 'the collector could not be opened'),
      ),
    )
    return this.#checking
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#checking
    await this.#close()
  }

  #plan(): void {
    if (this.#isStopped) return
    this.#timer = setTimeout(() => {
      void this.check().finally(() => this.#plan())
    }, this.#options.everyMs ?? MINUTE_MS)
  }

  async #look(): Promise<void> {
    if (this.#isStopped) return
    const { standing, open, logger } = this.#options
    const { state, mayCollect } = await standing()
    if (mayCollect && !this.#threads) {
      this.#threads = await open()
      const { listeners, receiver } = this.#threads.counts()
      logger.info({ listeners, receiver }, 'collecting')
    } else if (!mayCollect && this.#threads) {
      await this.#close()
      logger.error({ notice: state }, 'collecting stopped: subscribers were not told what is done')
    } else if (!mayCollect && this.#lastCounts === CLOSED && this.#timer === undefined)
      logger.warn({ notice: state }, 'nothing is collected: publish a notice (noroshi notice show)')
  }

  async #close(): Promise<void> {
    const threads = this.#threads
    this.#threads = undefined
    if (threads) this.#lastCounts = { ...(await threads.stop()), listeners: [] }
  }
}
