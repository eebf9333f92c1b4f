import { PROTOCOL_TCP, PROTOCOL_UDP } from '../../../core/protocol.ts'
import { type FlowBatch, readUint64 } from '../flow-batch.ts'
import {
  DATAGRAM_OCTETS_MAX,
  type FlowEncoder,
  type FlowEncoderOptions,
  isIpv4Row,
  uptimeMs,
} from './flow-encoder.ts'
import { OctetWriter } from './octet-writer.ts'

export type Sflow5EncoderOptions = FlowEncoderOptions & {
  /** 16 octets; goes into the datagram as the agent's own address. */
  readonly agentAddress: Uint8Array
}

const SAMPLE_COUNT_OFFSET = 24
const FLOW_SAMPLE = 1
const RAW_PACKET_HEADER = 1
const HEADER_PROTOCOL_ETHERNET = 1
const ETHERNET_OCTETS = 14
const FRAME_CHECK_OCTETS = 4
/** Flow sample with one raw header record, without the header octets themselves. */
const SAMPLE_FIXED_OCTETS = 8 + 32 + 8 + 16
/** Ethernet + IPv6 + TCP, rounded up to four octets. */
const SAMPLED_HEADER_OCTETS_MAX = 76

/**
 * sFlow v5 (sflow.org, "sFlow Version 5"): each row is one sampled packet of `octets` IP octets and
 * goes out as a flow sample with a raw Ethernet header. What the wire does not hold (duration, more
 * than one packet, anything reverse) is not carried. The packet's payload is never made up: the
 * header ends where TCP or UDP ends.
 */
export function createSflow5Encoder(options: Sflow5EncoderOptions): FlowEncoder {
  const octetsMax = options.octetsMax ?? DATAGRAM_OCTETS_MAX
  const writer = new OctetWriter(octetsMax)
  const isIpv4Agent = options.agentAddress[10] === 0xff && options.agentAddress[11] === 0xff
  const headerOctets = isIpv4Agent ? SAMPLE_COUNT_OFFSET + 4 : SAMPLE_COUNT_OFFSET + 16
  let datagramSequence = 0
  let sampleCount = 0
  /** Per source id (ingress interface): samples so far. */
  const sampleSequences = new Map<number, number>()
  writer.offset = headerOctets

  function flush(exportMs: number): void {
    if (sampleCount === 0) return
    const end = writer.offset
    writer.offset = 0
    writer.uint32(5)
    writer.uint32(isIpv4Agent ? 1 : 2)
    writer.copy(options.agentAddress, isIpv4Agent ? 12 : 0, isIpv4Agent ? 4 : 16)
    writer.uint32(options.observationDomain)
    writer.uint32(++datagramSequence)
    writer.uint32(uptimeMs(exportMs, options.bootMs))
    writer.uint32(sampleCount)
    options.emit(writer.octets.slice(0, end), exportMs)
    writer.offset = headerOctets
    sampleCount = 0
  }

  function add(batch: FlowBatch, row: number, exportMs: number): boolean {
    if (writer.offset + SAMPLE_FIXED_OCTETS + SAMPLED_HEADER_OCTETS_MAX > octetsMax) flush(exportMs)
    const sourceId = batch.ingressInterface[row]! & 0xffffff
    const sequence = (sampleSequences.get(sourceId) ?? 0) + 1
    sampleSequences.set(sourceId, sequence)

    writer.uint32(FLOW_SAMPLE)
    const lengthOffset = writer.offset
    writer.uint32(0)
    writer.uint32(sequence >>> 0)
    writer.uint32(sourceId)
    writer.uint32(options.samplingInterval)
    writer.uint32((sequence * options.samplingInterval) >>> 0)
    writer.uint32(0)
    writer.uint32(batch.ingressInterface[row]!)
    writer.uint32(batch.egressInterface[row]!)
    writer.uint32(1)
    writeRawHeader(writer, batch, row)
    writer.setUint32(lengthOffset, writer.offset - lengthOffset - 4)
    sampleCount++
    return true
  }

  return { add, flush }
}

function writeRawHeader(writer: OctetWriter, batch: FlowBatch, row: number): void {
  const ipOctets = readUint64(batch.octets, row)
  writer.uint32(RAW_PACKET_HEADER)
  const lengthOffset = writer.offset
  writer.uint32(0)
  writer.uint32(HEADER_PROTOCOL_ETHERNET)
  // Ethernet pads frames to 64 octets with its check sequence.
  writer.uint32(Math.max(64, ETHERNET_OCTETS + ipOctets + FRAME_CHECK_OCTETS))
  writer.uint32(FRAME_CHECK_OCTETS)
  const headerLengthOffset = writer.offset
  writer.uint32(0)
  const headerStart = writer.offset
  writePacket(writer, batch, row, ipOctets)
  const headerOctets = writer.offset - headerStart
  writer.zeros(-headerOctets & 3)
  writer.setUint32(headerLengthOffset, headerOctets)
  writer.setUint32(lengthOffset, writer.offset - lengthOffset - 4)
}

function writePacket(writer: OctetWriter, batch: FlowBatch, row: number, ipOctets: number): void {
  const isIpv4 = isIpv4Row(batch, row)
  writeEthernet(writer, batch, row, isIpv4)
  const protocol = batch.protocol[row]!
  const ipHeaderOctets = isIpv4 ? 20 : 40
  if (isIpv4) writeIpv4(writer, batch, row, ipOctets)
  else writeIpv6(writer, batch, row, ipOctets)

  if (protocol === PROTOCOL_TCP) writeTcp(writer, batch, row)
  else if (protocol === PROTOCOL_UDP) {
    writer.uint16(batch.srcPort[row]!)
    writer.uint16(batch.dstPort[row]!)
    writer.uint16(Math.max(8, ipOctets - ipHeaderOctets))
    writer.uint16(0)
  } else {
    // ICMP: type and code as NetFlow's destination port holds them; checksum and the rest unknown.
    writer.uint16(batch.dstPort[row]!)
    writer.zeros(6)
  }
}

/** Locally administered MAC addresses, made from the interface numbers. */
function writeEthernet(writer: OctetWriter, batch: FlowBatch, row: number, isIpv4: boolean): void {
  writer.uint16(0x0200)
  writer.uint32(batch.egressInterface[row]!)
  writer.uint16(0x0200)
  writer.uint32(batch.ingressInterface[row]!)
  writer.uint16(isIpv4 ? 0x0800 : 0x86dd)
}

function writeIpv4(writer: OctetWriter, batch: FlowBatch, row: number, ipOctets: number): void {
  const start = writer.offset
  writer.uint16(0x4500)
  writer.uint16(ipOctets)
  writer.uint16(0)
  writer.uint16(0x4000) // don't fragment
  writer.uint8(60)
  writer.uint8(batch.protocol[row]!)
  writer.uint16(0)
  writer.copy(batch.srcAddress, 16 * row + 12, 4)
  writer.copy(batch.dstAddress, 16 * row + 12, 4)
  writer.setUint16(start + 10, internetChecksum(writer.octets, start, 20))
}

function writeIpv6(writer: OctetWriter, batch: FlowBatch, row: number, ipOctets: number): void {
  writer.uint32(0x60000000)
  writer.uint16(Math.max(0, ipOctets - 40))
  writer.uint8(batch.protocol[row]!)
  writer.uint8(60)
  writer.copy(batch.srcAddress, 16 * row, 16)
  writer.copy(batch.dstAddress, 16 * row, 16)
}

function writeTcp(writer: OctetWriter, batch: FlowBatch, row: number): void {
  writer.uint16(batch.srcPort[row]!)
  writer.uint16(batch.dstPort[row]!)
  writer.uint32(0)
  writer.uint32(0)
  writer.uint8(5 << 4)
  writer.uint8(batch.tcpFlags[row]!)
  writer.uint16(0xffff)
  writer.uint32(0)
}

/** RFC 1071. */
function internetChecksum(octets: Uint8Array, start: number, length: number): number {
  let sum = 0
  for (let i = start; i < start + length; i += 2) sum += (octets[i]! << 8) | octets[i + 1]!
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}
