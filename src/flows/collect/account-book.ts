import { HOUR_MS, SECOND_MS } from '../../core/time-span.ts'
import { ACCOUNT_VERSION, type Account, type AccountEntry } from '../spool/account.ts'
import type { SpoolErrorCode } from '../spool/errors.ts'
import type { FlowBatch } from '../wire/flow-batch.ts'
import type { FlowDecoder } from '../wire/flow-decoder.ts'
import type { ExporterLedger } from './exporter-ledger.ts'
import { Tally } from './tally.ts'

/** What was counted up to a moment between two messages, for the segment that ends there. */
export type Draft = {
  readonly takenAtMs: number
  readonly recordCount: number
  readonly counts: HourCounts
  readonly positions: Account['positions']
  readonly waiting: Account['waiting']
}

/** Per hour of receipt (epoch seconds) and exporter. */
type HourCounts = Map<number, Map<ExporterLedger, Tally>>

export type AccountBookOptions = {
  readonly ledgers: () => Iterable<ExporterLedger>
  readonly decoder: Pick<FlowDecoder, 'positions'>
  readonly lifeMs: number
}

/** While nothing can be stored counts wait here; those of hours longer ago go into the oldest kept. */
const HOUR_COUNT_MAX = 48

/**
 * Makes the account of each segment: counts by the *hour of receipt*. That hour is known when
 * something is counted, also for what never became a record; no exporter's clock can move it; and it
 * only goes forward, so that an hour is complete once it is over.
 */
export class AccountBook {
  readonly #options: AccountBookOptions
  /** Of hours that ended since the last segment. */
  #ended: HourCounts = new Map()
  /** Of segments that could not be written. */
  #failed: HourCounts = new Map()
  /** What is being written, with what had failed before it. */
  readonly #written = new Map<Draft, HourCounts>()
  #hourStartMs = 0
  #hourEndMs = 0

  constructor(options: AccountBookOptions) {
    this.#options = options
  }

  /** To be called before anything received at this time is counted. */
  turnTo(receiptMs: number): void {
    if (receiptMs < this.#hourEndMs && receiptMs >= this.#hourStartMs) return
    this.#collect(this.#ended)
    this.#hourStartMs = receiptMs - (receiptMs % HOUR_MS)
    this.#hourEndMs = this.#hourStartMs + HOUR_MS
  }

  /** True when something was counted that no segment speaks of. */
  get hasNews(): boolean {
    if (this.#ended.size > 0 || this.#failed.size > 0) return true
    for (const ledger of this.#options.ledgers()) if (ledger.hasNews) return true
    return false
  }

  /** Closes the account of a batch; to be called between two messages. */
  take(batch: FlowBatch, takenAtMs: number): Draft {
    const counts = this.#ended
    this.#ended = new Map()
    this.#collect(counts)
    const ledgers = [...this.#options.ledgers()]
    return {
      takenAtMs,
      recordCount: batch.length,
      counts,
      positions: this.#options.decoder.positions(),
      waiting: ledgers
        .filter((ledger) => ledger.waitingSets > 0)
        .map((ledger) => [hexOf(ledger), ledger.waitingSets]),
    }
  }

  /** The account as it is to be written, with what failed before it. In the order of taking. */
  account(draft: Draft): Account {
    const counts = this.#failed
    this.#failed = new Map()
    addAll(counts, draft.counts)
    this.#written.set(draft, counts)
    return {
      version: ACCOUNT_VERSION,
      lifeMs: this.#options.lifeMs,
      takenAtMs: draft.takenAtMs,
      recordCount: draft.recordCount,
      entries: [...entriesOf(counts)],
      positions: draft.positions,
      waiting: draft.waiting,
    }
  }

  /** The segment could not be written: its records are lost for that reason, its counts are not. */
  failed(draft: Draft, code: SpoolErrorCode): void {
    const counts = this.#written.get(draft) ?? draft.counts
    this.#written.delete(draft)
    for (const tallies of counts.values())
      for (const [ledger, tally] of tallies) {
        if (tally.stored === 0) continue
        tally.refuse(code, tally.stored)
        ledger.lost(code, tally.stored)
        tally.stored = 0
      }
    addAll(this.#failed, counts)
  }

  settled(draft: Draft): void {
    this.#written.delete(draft)
  }

  #collect(into: HourCounts): void {
    const hourAt = this.#hourStartMs / SECOND_MS
    for (const ledger of this.#options.ledgers()) {
      const taken = ledger.take()
      if (taken) tallyOf(into, hourAt, ledger).add(taken)
    }
  }
}

function addAll(target: HourCounts, source: HourCounts): void {
  for (const [hourAt, tallies] of source)
    for (const [ledger, tally] of tallies) tallyOf(target, hourAt, ledger).add(tally)
}

function tallyOf(counts: HourCounts, hourAt: number, ledger: ExporterLedger): Tally {
  const isFull = counts.size >= HOUR_COUNT_MAX && !counts.has(hourAt)
  const hour = isFull ? Math.min(...counts.keys()) : hourAt
  const tallies = counts.get(hour) ?? new Map<ExporterLedger, Tally>()
  counts.set(hour, tallies)
  const tally = tallies.get(ledger) ?? new Tally()
  tallies.set(ledger, tally)
  return tally
}

function* entriesOf(counts: HourCounts): Iterable<AccountEntry> {
  for (const [hourAt, tallies] of counts)
    for (const [ledger, tally] of tallies)
      for (const [measure, reason, amount] of tally.entries())
        yield [hourAt, hexOf(ledger), measure, reason, amount]
}

const hexOf = (ledger: ExporterLedger): string => Buffer.from(ledger.address).toString('hex')
