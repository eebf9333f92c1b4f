import { formatAddress } from '../../core/address.ts'
import { PROTOCOL_TCP, protocolName } from '../../core/protocol.ts'
import { type FlowBatch, readUint64 } from './flow-batch.ts'

/** One row in the canonical columns of import and export, for people and tests; never on the data path. */
export type FlowRecord = {
  /** First packet, epoch seconds. */
  readonly ts: number
  /** Seconds. */
  readonly dur: number
  readonly proto: string
  readonly src_ip: string
  readonly src_port: number
  readonly dst_ip: string
  readonly dst_port: number
  /** TCP flags seen each way, as `SPA_SA`; empty for other protocols. */
  readonly state: string
  readonly pkts_fwd: number
  readonly pkts_bwd: number
  readonly bytes_fwd: number
  readonly bytes_bwd: number
  readonly exporter: string
  readonly sampling_interval: number
}

/** TCP flag bits from the least significant (RFC 9293 §3.1, RFC 3168). */
const FLAG_LETTERS = 'FSRPAUEC'

export function readFlowRecord(batch: FlowBatch, row: number): FlowRecord {
  const protocol = batch.protocol[row]!
  return {
    ts: readUint64(batch.startAt, row) / 1000,
    dur: batch.durationMs[row]! / 1000,
    proto: protocolName(protocol),
    src_ip: formatAddress(batch.srcAddress, 16 * row),
    src_port: batch.srcPort[row]!,
    dst_ip: formatAddress(batch.dstAddress, 16 * row),
    dst_port: batch.dstPort[row]!,
    state:
      protocol === PROTOCOL_TCP
        ? `${letters(batch.tcpFlags[row]!)}_${letters(batch.reverseTcpFlags[row]!)}`
        : '',
    pkts_fwd: readUint64(batch.packets, row),
    pkts_bwd: readUint64(batch.reversePackets, row),
    bytes_fwd: readUint64(batch.octets, row),
    bytes_bwd: readUint64(batch.reverseOctets, row),
    exporter: formatAddress(batch.exporter, 16 * row),
    sampling_interval: batch.samplingInterval[row]!,
  }
}

function letters(flags: number): string {
  return [...FLAG_LETTERS].filter((_letter, bit) => flags & (1 << bit)).join('')
}
