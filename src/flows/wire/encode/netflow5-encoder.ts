import { type FlowBatch, readUint64 } from '../flow-batch.ts'
import {
  DATAGRAM_OCTETS_MAX,
  type FlowEncoder,
  type FlowEncoderOptions,
  isIpv4Row,
  uptimeMs,
} from './flow-encoder.ts'
import { OctetWriter } from './octet-writer.ts'

const HEADER_OCTETS = 24
const RECORD_OCTETS = 48
/** The format's own limit: more records are refused by collectors. */
const RECORD_COUNT_MAX = 30

/**
 * NetFlow v5 (Cisco, "NetFlow Export Datagram Format"): IPv4 only, counts of 32 bits, interfaces of
 * 16 bits, the sampling interval in 14 bits of the header.
 */
export function createNetflow5Encoder(options: FlowEncoderOptions): FlowEncoder {
  const octetsMax = Math.min(
    options.octetsMax ?? DATAGRAM_OCTETS_MAX,
    HEADER_OCTETS + RECORD_COUNT_MAX * RECORD_OCTETS,
  )
  const writer = new OctetWriter(octetsMax)
  writer.offset = HEADER_OCTETS
  let sequence = 0

  function flush(exportMs: number): void {
    const recordCount = (writer.offset - HEADER_OCTETS) / RECORD_OCTETS
    if (recordCount === 0) return
    const end = writer.offset
    writer.offset = 0
    writer.uint16(5)
    writer.uint16(recordCount)
    writer.uint32(uptimeMs(exportMs, options.bootMs))
    writer.uint32(Math.floor(exportMs / 1000))
    writer.uint32((exportMs % 1000) * 1e6)
    writer.uint32(sequence)
    writer.uint8(0)
    writer.uint8(options.observationDomain & 0xff)
    // Mode 1 is "sampled, packet interval"; an exporter that sees everything says 0.
    const interval = options.samplingInterval
    writer.uint16(interval > 1 ? (1 << 14) | Math.min(interval, 0x3fff) : 0)
    sequence = (sequence + recordCount) >>> 0
    options.emit(writer.octets.slice(0, end), exportMs)
    writer.offset = HEADER_OCTETS
  }

  function add(batch: FlowBatch, row: number, exportMs: number): boolean {
    if (!isIpv4Row(batch, row)) return false
    if (writer.offset + RECORD_OCTETS > octetsMax) flush(exportMs)
    const startMs = readUint64(batch.startAt, row)
    writer.copy(batch.srcAddress, 16 * row + 12, 4)
    writer.copy(batch.dstAddress, 16 * row + 12, 4)
    writer.uint32(0)
    writer.uint16(batch.ingressInterface[row]!)
    writer.uint16(batch.egressInterface[row]!)
    writer.uint32(Math.min(readUint64(batch.packets, row), 0xffffffff))
    writer.uint32(Math.min(readUint64(batch.octets, row), 0xffffffff))
    writer.uint32(uptimeMs(startMs, options.bootMs))
    writer.uint32(uptimeMs(startMs + batch.durationMs[row]!, options.bootMs))
    writer.uint16(batch.srcPort[row]!)
    writer.uint16(batch.dstPort[row]!)
    writer.uint8(0)
    writer.uint8(batch.tcpFlags[row]!)
    writer.uint8(batch.protocol[row]!)
    writer.zeros(9)
    return true
  }

  return { add, flush }
}
