import type { DecodeErrorCode } from './errors.ts'
import type { FlowSink } from './flow-batch.ts'
import type { SequencePosition } from './sequence-position.ts'
import type { SkippedElement } from './session/skipped-elements.ts'
import type { DecoderSnapshot, RestoreCounts } from './snapshot-shape.ts'

/** Who sent a datagram: templates and sequence numbers are scoped to it (RFC 7011 §8). */
export type TransportSession = {
  /** 16 octets; see core/address. */
  readonly exporter: Uint8Array
  /** The UDP source port; for a TCP connection an id of its own above 65535. */
  readonly port: number
  /**
   * For how many datagrams this one stands, where the collector thins them: the sampling interval of
   * its records is multiplied by so much. 0 = its records are left out, counted RATE_LIMITED; what it
   * says of templates, sampling and sequence still counts. Default 1.
   */
  readonly weight?: number
  readonly sampling?: SamplingPolicy
}

/** Which sampling interval holds where the exporter tells none, or tells a wrong one. */
export type SamplingPolicy = {
  /** For records whose exporter neither announced nor sent an interval; 0 = leave them out. */
  readonly missing: number
  /** For all records, whatever the exporter says; 0 = believe it. */
  readonly override: number
}

export type ExportProtocol = 'netflow5' | 'netflow9' | 'ipfix' | 'sflow5'

/** What a decoder has to say beside the records themselves. Called on the data path: keep it cheap. */
export type DecodeObserver = {
  /**
   * Something was left out for the reason `code`. `count` is of records where their number is known
   * (RECORD_*, SAMPLE_SKIPPED, COUNTER_SAMPLE_SKIPPED, PACKET_HEADER_TRUNCATED), else 1 for each
   * thing the code names: message, set, template or field.
   */
  refused(code: DecodeErrorCode, count: number): void
  /** Which protocol the message speaks; once per readable message. */
  protocol?(name: ExportProtocol): void
  /** A sampling interval that the exporter announced, or that a message carried. */
  sampling?(interval: number): void
  /**
   * Sequence accounting: of what the exporter says it sent, `missing` units were lost before the
   * `received` units of this message. The unit is the protocol's own: flows (v5), data records
   * (IPFIX) or messages (v9, sFlow); both counts are in the same unit, so their ratio is a loss.
   * `missing` is negative when units that were reported missing come late after all.
   */
  sequence?(received: number, missing: number): void
  /** The exporter's own clock, epoch milliseconds, as the header of this message says it. */
  exported?(atMs: number): void
  /** So many sets more (1) or less (-1) wait for their template. */
  waiting?(change: 1 | -1): void
}

export type DecoderMemory = {
  readonly exporters: number
  /** Templates, sampling, sequence numbers. */
  readonly stateOctets: number
  /** Data that waits for its template. */
  readonly heldOctets: number
}

export type ExporterSkippedElements = {
  /** 16 octets. */
  readonly exporter: Uint8Array
  /** Most often carried first; never empty. */
  readonly counts: readonly SkippedElement[]
}

/**
 * One decoder serves all exporters of one process. `decode` never throws on any bytes: what cannot
 * be read is reported and the rest of the message still counts.
 */
export type FlowDecoder = {
  /**
   * @param payload one UDP payload: NetFlow v5, v9, IPFIX or sFlow v5, told apart by its version
   * @param receivedAtMs epoch milliseconds
   * @returns the number of flow records written to the sink, with those that had waited for a template
   */
  decode(
    payload: Uint8Array,
    session: TransportSession,
    receivedAtMs: number,
    sink: FlowSink,
    observer: DecodeObserver,
  ): number

  /**
   * Data that came before its template waits for it. This counts what has waited too long at `nowMs`
   * as TEMPLATE_MISSING, to the observer it came with; without a time, all that waits, because the
   * input has ended.
   */
  giveUp(nowMs?: number): void

  /** A TCP connection is closed: its templates are void, and its data that waits has lost them. */
  endSession(session: TransportSession): void

  /**
   * Information elements that were skipped by their length, with the records that carried them, since
   * the decoder was made; of each exporter the most frequent first, bounded by
   * `skippedElementCountMax`. Walks all templates: for views and summaries, not for the data path.
   */
  skippedElements(): ExporterSkippedElements[]
  /** What is remembered, in octets by estimate, and of how many exporters; bounded by `DecoderLimits`. */
  readonly memory: DecoderMemory
  /** Grows whenever a snapshot would hold something new. */
  readonly changeCount: number
  /** What exporters announced, as JSON: to be restored after a restart. */
  snapshot(): DecoderSnapshot
  /**
   * Learns what a snapshot holds, as if it had been announced again. `snapshot` comes from a file and
   * is trusted no more than a datagram: what makes no sense is left out and counted.
   */
  restore(snapshot: unknown, nowMs: number): RestoreCounts

  /** Where the sequence of each sender of datagrams stands, at most `SEQUENCE_POSITION_COUNT_MAX`. */
  positions(): SequencePosition[]
  /** Goes on at these, so that what came while nobody listened is missing. Checked like a snapshot. */
  resume(positions: readonly unknown[]): void
}
