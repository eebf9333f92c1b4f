import type { Logger } from 'pino'
import {
  type CaseSummary,
  type Contact,
  LEASE_MS_MAX,
  type ListEvidence,
  type Registry,
} from '../../cases/index.ts'
import type { Clock } from '../../core/clock.ts'
import type { ServiceEndpoint } from '../../core/endpoint.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../core/time-span.ts'

/** How clients met an endpoint since an instant; `undefined` when none did. */
export type LookAtContact = (
  endpoint: ServiceEndpoint,
  sinceMs: number,
) => Promise<Contact | undefined>

export type CaseMaintenanceOptions = {
  readonly registry: Pick<Registry, 'expireDue' | 'ending' | 'reverify'>
  /** What lists said of cases may end by time alone. */
  readonly listEvidence?: Pick<ListEvidence, 'tellEnds'>
  readonly look: LookAtContact
  readonly clock: Clock
  readonly logger: Pick<Logger, 'info' | 'error'>
  readonly everyMs?: number
}

/** A published warning is looked at this often; the look reads flows and is in the audit. */
const VERIFY_EVERY_MS = HOUR_MS
/** Longer than any pause between two detections: a detector that has nothing to say for a day is silent. */
const DETECTED_WITHIN_MS = DAY_MS
const CASE_COUNT_MAX = 1_000

/** Ends leases that ran out, each minute, and renews those whose endpoint is still seen, each hour. */
export class CaseMaintenance {
  readonly #options: CaseMaintenanceOptions
  #verifiedAtMs = Number.NEGATIVE_INFINITY
  #toldAtMs = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> = Promise.resolve()
  #isStopped = false

  constructor(options: CaseMaintenanceOptions) {
    this.#options = options
  }

  start(): void {
    if (this.#isStopped) return
    this.#timer = setTimeout(() => {
      this.#running = this.round().finally(() => this.start())
    }, this.#options.everyMs ?? MINUTE_MS)
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#running
  }

  /** One round; a failure is logged and ends nothing. */
  async round(): Promise<void> {
    // Renewed before ended, and ended although nobody could look: no warning outlives its end by an outage.
    await this.#try(() => this.#verify())
    await this.#try(() => this.#expire())
    await this.#try(() => this.#tellEnds())
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#options.logger.error({ err: error }, 'cases could not be maintained')
    }
  }

  async #expire(): Promise<void> {
    const { registry, logger } = this.#options
    const ended = await registry.expireDue({ actor: 'schedule' })
    if (ended.length > 0) logger.info({ count: ended.length }, 'warnings expired')
  }

  async #tellEnds(): Promise<void> {
    const { listEvidence, clock, logger } = this.#options
    const nowMs = clock.nowMs()
    if (!listEvidence || nowMs - this.#toldAtMs < VERIFY_EVERY_MS) return
    this.#toldAtMs = nowMs
    const { added, withdrawn } = await listEvidence.tellEnds()
    if (added + withdrawn > 0) logger.info({ added, withdrawn }, 'what lists say of cases changed')
  }

  async #verify(): Promise<void> {
    const { registry, clock, look, logger } = this.#options
    const nowMs = clock.nowMs()
    if (nowMs - this.#verifiedAtMs < VERIFY_EVERY_MS) return
    this.#verifiedAtMs = nowMs
    let renewed = 0
    for (const subject of await registry.ending(LEASE_MS_MAX, CASE_COUNT_MAX)) {
      if (subject.status !== 'published') continue
      const contact = await look(subject.endpoint, nowMs - VERIFY_EVERY_MS)
      const counted = contact && countedContact(contact, subject, nowMs)
      if (counted && (await registry.reverify(subject.id, counted, { actor: 'schedule' })))
        renewed++
    }
    if (renewed > 0) logger.info({ count: renewed }, 'warnings renewed')
  }
}

/**
 * What a contact counts for. Clients that are answered while no detector speaks any more may use what the
 * address is today, which renews nothing; knocking at a silent address is nobody's new service.
 */
function countedContact(
  contact: Contact,
  { scoredAtMs, band }: CaseSummary,
  nowMs: number,
): Contact | undefined {
  if (contact === 'syn-only') return contact
  const isDetected = nowMs - scoredAtMs <= DETECTED_WITHIN_MS && band !== 'watch'
  return isDetected ? 'answered' : undefined
}
