import type { ExportProtocol } from '../wire/flow-decoder.ts'
import type { SkippedElement } from '../wire/session/skipped-elements.ts'
import type { DropReason } from './drop-reason.ts'
import type { ExporterPolicy } from './exporter-policy.ts'

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
  /** Exporter's clock minus ours; null while it has told no time. */
  readonly skewMs: number | null
  /** Records whose start was corrected for that clock, and whose start lay in the future. */
  readonly correctedRecords: number
  readonly clampedRecords: number
  /** One datagram in so many is kept now. */
  readonly thinning: number
  readonly policy: ExporterPolicy
  /** Information elements that were skipped, never read; most often carried first. */
  readonly skippedElements: readonly SkippedElement[]
}

export type StrangerCounts = {
  readonly address: string
  readonly datagrams: number
  readonly lastSeenMs: number
}
