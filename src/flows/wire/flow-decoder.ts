import type { DecodeErrorCode } from './errors.ts'
import type { FlowSink } from './flow-batch.ts'

/** Who sent a datagram: templates and sequence numbers are scoped to it (RFC 7011 §8). */
export type TransportSession = {
  /** 16 octets; see core/address. */
  readonly exporter: Uint8Array
  readonly port: number
}

/** What a decoder has to say beside the records themselves. Called on the data path: keep it cheap. */
export type DecodeObserver = {
  /** Something was left out: `count` records (or 1 message) for the reason `code`. */
  refused(code: DecodeErrorCode, count: number): void
}

/**
 * One decoder serves all exporters of one process. `decode` never throws on any bytes: what cannot
 * be read is reported and the rest of the message still counts.
 */
export type FlowDecoder = {
  /**
   * @param payload one UDP payload: NetFlow v5, v9, IPFIX or sFlow v5, told apart by its version
   * @param receivedAtMs epoch milliseconds
   * @returns the number of flow records written to the sink
   */
  decode(
    payload: Uint8Array,
    session: TransportSession,
    receivedAtMs: number,
    sink: FlowSink,
    observer: DecodeObserver,
  ): number
}
