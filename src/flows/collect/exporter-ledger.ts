import { formatAddress } from '../../core/address.ts'
import type { DecodeErrorCode } from '../wire/errors.ts'
import type { DecodeObserver, ExportProtocol } from '../wire/flow-decoder.ts'

import type { ExporterLimit } from './exporter-limit.ts'
import type { ExporterPolicy } from './exporter-policy.ts'

/** Why records or datagrams of an allowed exporter are not in the store. */
export type DropReason =
  | DecodeErrorCode
  | 'SPOOL_BEHIND'
  | 'SPOOL_FULL'
  | 'SPOOL_UNWRITABLE'
  | 'CONNECTION_LIMIT'
  | 'STREAM_INVALID'
  | 'STREAM_INCOMPLETE'

/** Counts since the collector started. Plain data: it crosses from the socket thread by copy. */
export type ExporterCounts = {
  readonly address: string
  readonly protocols: readonly ExportProtocol[]
  readonly firstSeenMs: number
  readonly lastSeenMs: number
  readonly datagrams: number
  /** Records decoded; those dropped afterwards are in `refused` as well. */
  readonly records: number
  readonly samplingIntervals: readonly number[]
  readonly sequenceReceived: number
  readonly sequenceMissing: number
  readonly refused: Readonly<Partial<Record<DropReason, number>>>
}

export type StrangerCounts = {
  readonly address: string
  readonly datagrams: number
  readonly lastSeenMs: number
}

/** Sampling intervals remembered per exporter: enough for any device, bounded against a lying one. */
const SAMPLING_INTERVAL_COUNT_MAX = 16

/** Everything counted about one exporter; the decoder reports to it directly. */
export class ExporterLedger implements DecodeObserver {
  readonly address: Uint8Array
  readonly policy: ExporterPolicy
  readonly limit: ExporterLimit
  readonly #firstSeenMs: number
  #lastSeenMs: number
  #datagrams = 0
  #records = 0
  #sequenceReceived = 0
  #sequenceMissing = 0
  readonly #protocols = new Set<ExportProtocol>()
  readonly #samplingIntervals = new Set<number>()
  readonly #refused = new Map<DropReason, number>()

  constructor(
    address: Uint8Array,
    firstSeenMs: number,
    policy: ExporterPolicy,
    limit: ExporterLimit,
  ) {
    this.address = address
    this.policy = policy
    this.limit = limit
    this.#firstSeenMs = firstSeenMs
    this.#lastSeenMs = firstSeenMs
  }

  datagram(atMs: number): void {
    this.#datagrams += 1
    this.#lastSeenMs = atMs
  }

  recorded(count: number): void {
    this.#records += count
  }

  refused(code: DropReason, count: number): void {
    this.#refused.set(code, (this.#refused.get(code) ?? 0) + count)
  }

  protocol(name: ExportProtocol): void {
    this.#protocols.add(name)
  }

  sampling(interval: number): void {
    if (this.#samplingIntervals.size < SAMPLING_INTERVAL_COUNT_MAX)
      this.#samplingIntervals.add(interval)
  }

  sequence(received: number, missing: number): void {
    this.#sequenceReceived += received
    this.#sequenceMissing += missing
  }

  counts(): ExporterCounts {
    return {
      address: formatAddress(this.address),
      protocols: [...this.#protocols].sort(),
      firstSeenMs: this.#firstSeenMs,
      lastSeenMs: this.#lastSeenMs,
      datagrams: this.#datagrams,
      records: this.#records,
      samplingIntervals: [...this.#samplingIntervals].sort((a, b) => a - b),
      sequenceReceived: this.#sequenceReceived,
      sequenceMissing: this.#sequenceMissing,
      refused: Object.fromEntries(this.#refused),
    }
  }
}
