import type { FlowEngine } from '../store/flow-engine.ts'
import type { FlowBatch } from '../wire/flow-batch.ts'
import type { FlowDecoder } from '../wire/flow-decoder.ts'

export const INGEST_FORMATS = ['parquet', 'csv', 'zeek', 'argus', 'pcap', 'pcapng'] as const

export type IngestFormat = (typeof INGEST_FORMATS)[number]

export type IngestOptions = {
  readonly format: IngestFormat
  /** One packet in so many was seen, for rows that do not say so themselves. Default 1. */
  readonly samplingInterval?: number
  /** Address text recorded as the exporter where the file names none. Default `::`. */
  readonly exporter?: string
  /** Epoch milliseconds; retention counts from here, whatever the age of the flows. */
  readonly receivedAtMs: number
  /** Reads Parquet. */
  readonly engine: FlowEngine
  /** Reads the datagrams of captures; needed for `pcap` and `pcapng` only. */
  readonly decoder?: FlowDecoder
  /** What a row with a bad value does: ends the whole file (default), or is counted and left out. */
  readonly onBadRow?: 'fail' | 'skip'
  /** Rows per delivered batch. */
  readonly batchRowCount?: number
}

/** After the promise resolves the batch is written over. */
export type Deliver = (batch: FlowBatch) => Promise<void>

export type IngestProgress = {
  /** Octets of the file as it lies on disk (compressed, if it is). */
  readonly bytesRead: number
  readonly bytesTotal: number
  readonly records: number
  readonly skipped: number
}

export type OnProgress = (progress: IngestProgress) => void

export type IngestResult = {
  readonly records: number
  /**
   * What was left out, by code: `NOT_IP` and codes of IngestError for rows; for captures codes of
   * DecodeErrorCode, and `PACKET_NOT_UDP`, `PACKET_FRAGMENT`, `PACKET_CUT_OFF`.
   */
  readonly skipped: Readonly<Record<string, number>>
  readonly firstStartMs: number | null
  readonly lastStartMs: number | null
}
