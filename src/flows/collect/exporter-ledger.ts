import { formatAddress } from '../../core/address.ts'
import type { DecodeObserver, ExportProtocol } from '../wire/flow-decoder.ts'
import { ClockSkew } from './clock-skew.ts'
import type { DropReason } from './drop-reason.ts'
import type { ExporterCounts } from './exporter-counts.ts'
import type { ExporterLimit } from './exporter-limit.ts'
import type { ExporterPolicy } from './exporter-policy.ts'
import { Tally } from './tally.ts'

/** Sampling intervals remembered per exporter: enough for any device, bounded against a lying one. */
const SAMPLING_INTERVAL_COUNT_MAX = 16

/** Everything counted about one exporter; the decoder reports to it directly. */
export class ExporterLedger implements DecodeObserver {
  readonly address: Uint8Array
  readonly policy: ExporterPolicy
  readonly limit: ExporterLimit
  readonly skew: ClockSkew
  readonly #firstSeenMs: number
  #lastSeenMs: number
  /** Since the last account. */
  #tally = new Tally()
  /** Up to the last account. */
  readonly #before = new Tally()
  #waitingSets = 0
  /** The header's time of the message in hand, when it has one. */
  #exportMs = 0
  #countsRecords = false
  readonly #protocols = new Set<ExportProtocol>()
  readonly #samplingIntervals = new Set<number>()
  /** Mostly the same as in the message before, which then costs one look. */
  #lastProtocol: ExportProtocol | undefined
  #lastInterval = -1

  constructor(
    address: Uint8Array,
    firstSeenMs: number,
    policy: ExporterPolicy,
    limit: ExporterLimit,
  ) {
    this.address = address
    this.policy = policy
    this.limit = limit
    this.skew = new ClockSkew(policy.clock.skewMaxMs)
    this.#firstSeenMs = firstSeenMs
    this.#lastSeenMs = firstSeenMs
  }

  datagram(atMs: number): void {
    this.#tally.datagrams += 1
    this.#lastSeenMs = atMs
    this.#exportMs = 0
  }

  /** @param keptCount of these, for how many there was room */
  recorded(count: number, keptCount: number): void {
    this.#tally.records += count
    this.#tally.stored += keptCount
  }

  refused(code: DropReason, count: number): void {
    this.#tally.refuse(code, count)
  }

  protocol(name: ExportProtocol): void {
    if (name === this.#lastProtocol) return
    this.#lastProtocol = name
    this.#protocols.add(name)
    this.#countsRecords = name === 'netflow5' || name === 'ipfix'
  }

  sampling(interval: number): void {
    if (interval === this.#lastInterval) return
    this.#lastInterval = interval
    if (this.#samplingIntervals.size < SAMPLING_INTERVAL_COUNT_MAX)
      this.#samplingIntervals.add(interval)
  }

  sequence(received: number, missing: number): void {
    const tally = this.#tally
    if (this.#countsRecords) {
      tally.receivedRecords += received
      tally.missingRecords += missing
    } else {
      tally.receivedDatagrams += received
      tally.missingDatagrams += missing
    }
  }

  exported(atMs: number): void {
    this.#exportMs = atMs
  }

  waiting(change: 1 | -1): void {
    this.#waitingSets += change
  }

  /**
   * What is to be taken off the start times of the message in hand; 0 where its clock is right or it
   * has none.
   */
  correctionMs(nowMs: number): number {
    if (this.#exportMs === 0) return 0
    this.skew.observe(this.#exportMs, nowMs)
    return this.#correctionMs()
  }

  corrected(count: number): void {
    this.#tally.corrected += count
  }

  clamped(count: number): void {
    this.#tally.clamped += count
  }

  get waitingSets(): number {
    return this.#waitingSets
  }

  get hasNews(): boolean {
    return !this.#tally.isEmpty
  }

  /** What was counted since the last time, for an account; `undefined` when that is nothing. */
  take(): Tally | undefined {
    if (this.#tally.isEmpty) return undefined
    const taken = this.#tally
    this.#before.add(taken)
    this.#tally = new Tally()
    return taken
  }

  /** Of records that an account already speaks of, so many were lost after all. */
  lost(code: DropReason, count: number): void {
    this.#before.refuse(code, count)
  }

  counts(skippedElements: ExporterCounts['skippedElements'] = []): ExporterCounts {
    const all = new Tally()
    all.add(this.#before)
    all.add(this.#tally)
    return {
      address: formatAddress(this.address),
      protocols: [...this.#protocols].sort(),
      firstSeenMs: this.#firstSeenMs,
      lastSeenMs: this.#lastSeenMs,
      datagrams: all.datagrams,
      records: all.records,
      samplingIntervals: [...this.#samplingIntervals].sort((a, b) => a - b),
      sequenceReceived: all.receivedRecords + all.receivedDatagrams,
      sequenceMissing: all.missingRecords + all.missingDatagrams,
      refused: Object.fromEntries(all.refused),
      skewMs: this.skew.skewMs ?? null,
      correctedRecords: all.corrected,
      clampedRecords: all.clamped,
      thinning: this.limit.interval,
      policy: this.policy,
      skippedElements,
    }
  }

  #correctionMs(): number {
    const { isCorrected, skewMaxMs } = this.policy.clock
    const skewMs = this.skew.skewMs ?? 0
    return isCorrected && Math.abs(skewMs) > skewMaxMs ? skewMs : 0
  }
}
