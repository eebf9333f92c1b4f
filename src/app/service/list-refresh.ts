import type { Logger } from 'pino'
import type { Lists } from '../../cases/index.ts'
import { MINUTE_MS } from '../../core/time-span.ts'

/** Looks every minute whether a list is due. What is refreshed how often stands with each source. */
export class ListRefresh {
  readonly #lists: Pick<Lists, 'refreshDue'>
  readonly #logger: Logger
  readonly #everyMs: number
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> = Promise.resolve()
  #isStopped = false

  constructor(lists: Pick<Lists, 'refreshDue'>, logger: Logger, everyMs = MINUTE_MS) {
    this.#lists = lists
    this.#logger = logger
    this.#everyMs = everyMs
  }

  start(): void {
    if (this.#isStopped) return
    this.#timer = setTimeout(() => {
      this.#running = this.#refresh().finally(() => this.start())
    }, this.#everyMs)
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#running
  }

  async #refresh(): Promise<void> {
    try {
      const results = await this.#lists.refreshDue((source, error) =>
        this.#logger.warn({ err: error, source }, 'a list could not be refreshed'),
      )
      for (const { source, outcome, report } of results)
        this.#logger.info(
          { source, outcome, added: report?.added, removed: report?.removed },
          'a list was refreshed',
        )
    } catch (error) {
      this.#logger.error({ err: error }, 'lists could not be looked through')
    }
  }
}
