import type { FlowBatch } from '../flow-batch.ts'

/** Receives one finished UDP payload, a copy the receiver may keep, and its export time (epoch ms). */
export type EmitDatagram = (datagram: Uint8Array, exportMs: number) => void

/** Fits the payload of an unfragmented packet on Ethernet, with room for tunnels on the way. */
export const DATAGRAM_OCTETS_MAX = 1400

/** What all four encoders are told about the exporter they speak for. */
export type FlowEncoderOptions = {
  readonly observationDomain: number
  /** Epoch ms at which the exporter's sysUptime was zero. */
  readonly bootMs: number
  /** One packet in so many was seen; 1 = all. */
  readonly samplingInterval: number
  readonly emit: EmitDatagram
  readonly octetsMax?: number
}

/** The inverse of `FlowDecoder` for one exporter: rows in, datagrams out. Deterministic. */
export type FlowEncoder = {
  /**
   * Appends one row, emitting the datagram before it when that is full.
   * @returns false when this protocol cannot carry the row (IPv6 in NetFlow v5)
   */
  add(batch: FlowBatch, row: number, exportMs: number): boolean
  /** Emits what is pending, if anything. */
  flush(exportMs: number): void
}

/** True when row `row` holds an IPv4 source; both ends of a packet are of one family. */
export function isIpv4Row(batch: FlowBatch, row: number): boolean {
  const at = 16 * row
  const source = batch.srcAddress
  for (let i = 0; i < 10; i++) if (source[at + i] !== 0) return false
  return source[at + 10] === 0xff && source[at + 11] === 0xff
}

/** NetFlow counts time as sysUptime: milliseconds since boot, modulo 2^32. */
export function uptimeMs(atMs: number, bootMs: number): number {
  return (((atMs - bootMs) % 4294967296) + 4294967296) % 4294967296
}
