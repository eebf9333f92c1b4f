import type { Clock } from '../../../core/clock.ts'
import { NoroshiError } from '../../../core/error.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../core/time-span.ts'
import type { HubClient } from '../../../gate/sync/hub-client.ts'
import type { ReceiptTally } from '../../../gate/warning/receipt.ts'
import type { Warning } from '../../../gate/warning/warning.ts'
import type { ReleaseReceipt } from '../../../measures/release/receipt.ts'
import type { OutboxLogger } from '../outbox-ports.ts'
import { Rounds } from '../rounds.ts'
import { receiptOf } from './receipt-of.ts'
import type { ReceiptCounts, ReceiptRecords } from './receipt-records.ts'

export type ReceiptOutboxPorts = {
  readonly client: Pick<HubClient, 'sendReceipts' | 'receipts'>
  readonly records: ReceiptRecords
  /** What the hub lists, with what it took back. */
  readonly listed: () => ReadonlyMap<string, Warning>
  /** Releases that were proved lately, newest first: what a crash kept from being passed on is found there. */
  readonly proved: () => Promise<readonly ReleaseReceipt[]>
  readonly clock: Clock
  readonly logger: OutboxLogger
}

export type ReceiptStatus = ReceiptCounts & {
  /** Of the newest failure to reach the hub; null while it is reached. */
  readonly failureCode: string | null
  /** What others lifted of what we took back. */
  readonly ours: readonly ReceiptTally[]
}

const BATCH = 1_000
const WHOLE_EVERY_MS = HOUR_MS
/** The hub forgets them about then; a lease lasts no longer than a third of it. */
const KEPT_MS = 365 * DAY_MS

/**
 * Passes on to the hub what was lifted here on its word. A receipt is written down before it is sent and settled
 * after the hub's answer, so that it is said at least once; the hub keeps the newest, so that twice is nothing.
 */
export class ReceiptOutbox {
  readonly #ports: ReceiptOutboxPorts
  readonly #rounds: Rounds
  #wholeAtMs = Number.NEGATIVE_INFINITY
  #ours: readonly ReceiptTally[] = []

  constructor(ports: ReceiptOutboxPorts) {
    this.#ports = ports
    this.#rounds = new Rounds({
      round: () => this.round(),
      restMs: () => MINUTE_MS,
      onFailure: ({ code }, before) => {
        if (code !== before?.code)
          ports.logger.warn({ code }, 'receipts could not be sent; tried again')
      },
      clock: ports.clock,
    })
  }

  start(): void {
    this.#rounds.start()
  }

  stop(): Promise<void> {
    return this.#rounds.stop()
  }

  /** Answers once it is written down; sending is not waited for. */
  async add(release: ReleaseReceipt): Promise<void> {
    await this.#write(release)
    this.#rounds.wake()
  }

  /** Asks what others say of what we took back; where the hub does not answer, what it said before stands. */
  async refresh(): Promise<void> {
    try {
      this.#ours = await this.#ports.client.receipts()
    } catch (error) {
      if (!(error instanceof NoroshiError)) throw error
    }
  }

  /** Looks anew for releases that were not passed on. */
  compareSoon(): void {
    this.#wholeAtMs = Number.NEGATIVE_INFINITY
    this.#rounds.soon()
  }

  async status(): Promise<ReceiptStatus> {
    const counts = await this.#ports.records.counts()
    return { ...counts, failureCode: this.#rounds.failure?.code ?? null, ours: this.#ours }
  }

  /** Throws `SyncError` when the hub is away; what was due stays due. */
  async round(): Promise<void> {
    const { client, records, clock, logger } = this.#ports
    if (clock.nowMs() - this.#wholeAtMs >= WHOLE_EVERY_MS) await this.#compareAll()
    for (;;) {
      const due = await records.due(BATCH)
      if (due.length === 0) return
      const refusals = await client.sendReceipts(due.map(({ receipt }) => receipt))
      const outcomes = due.map(({ releaseId }, index) => ({
        releaseId,
        refusal: refusals[index] ?? null,
      }))
      await records.settle(outcomes, clock.nowMs())
      const refused = outcomes.filter(({ refusal }) => refusal !== null).length
      if (refused > 0) logger.warn({ refused }, 'the hub refused receipts of releases')
    }
  }

  async #compareAll(): Promise<void> {
    const { records, proved, clock } = this.#ports
    await records.forgetBefore(clock.nowMs() - KEPT_MS)
    const releases = await proved()
    const known = await records.known(releases.map(({ id }) => id))
    for (const release of releases) if (!known.has(release.id)) await this.#write(release)
    this.#wholeAtMs = clock.nowMs()
  }

  async #write(release: ReleaseReceipt): Promise<void> {
    const { records, listed, clock } = this.#ports
    const receipt = receiptOf(release, listed(), clock.nowMs())
    if (receipt) await records.add(release.id, receipt, release.provedAtMs)
  }
}
