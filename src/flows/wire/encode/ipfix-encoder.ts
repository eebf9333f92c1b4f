import { type FlowBatch, readUint64 } from '../flow-batch.ts'
import {
  DATAGRAM_OCTETS_MAX,
  type FlowEncoder,
  type FlowEncoderOptions,
  isIpv4Row,
} from './flow-encoder.ts'
import { IPFIX_TEMPLATES, SELECTOR_ID, writeIpfixTemplates } from './ipfix-encoder-templates.ts'
import { SetDatagram } from './set-datagram.ts'

export type IpfixEncoderOptions = FlowEncoderOptions & {
  /** How sampling is announced: a selector that records name (302/304/305/306), or one rate (34/35). */
  readonly samplingAnnouncement: 'selector' | 'interval'
  /** Templates are sent again after so many datagrams (RFC 7011 §8.1 asks for it over UDP). */
  readonly templateEveryDatagrams?: number
}

const HEADER_OCTETS = 16

/**
 * IPFIX (RFC 7011). Rows with reverse counts or a known initiator go out as biflows (RFC 5103), the
 * others as plain flows; each in an IPv4 and an IPv6 template.
 */
export function createIpfixEncoder(options: IpfixEncoderOptions): FlowEncoder {
  const datagram = new SetDatagram(HEADER_OCTETS, options.octetsMax ?? DATAGRAM_OCTETS_MAX)
  const templateEvery = options.templateEveryDatagrams ?? 100
  let datagramCount = 0
  /** RFC 7011 §3.1: data records sent before this message, options records included. */
  let sequence = 0
  let pendingDataRecords = 0

  function flush(exportMs: number): void {
    if (datagram.isEmpty) return
    const { writer } = datagram
    const end = datagram.close()
    writer.offset = 0
    writer.uint16(10)
    writer.uint16(end)
    writer.uint32(Math.floor(exportMs / 1000))
    writer.uint32(sequence)
    writer.uint32(options.observationDomain)
    sequence = (sequence + pendingDataRecords) >>> 0
    pendingDataRecords = 0
    datagramCount++
    options.emit(writer.octets.slice(0, end), exportMs)
    datagram.reset()
  }

  function writeTemplatesIfDue(): void {
    if (!datagram.isEmpty || datagramCount % templateEvery !== 0) return
    pendingDataRecords += writeIpfixTemplates(datagram, options)
  }

  function add(batch: FlowBatch, row: number, exportMs: number): boolean {
    const isIpv4 = isIpv4Row(batch, row)
    const isBiflow = hasReverse(batch, row)
    const template = isBiflow
      ? isIpv4
        ? IPFIX_TEMPLATES.biflowIpv4
        : IPFIX_TEMPLATES.biflowIpv6
      : isIpv4
        ? IPFIX_TEMPLATES.ipv4
        : IPFIX_TEMPLATES.ipv6
    writeTemplatesIfDue()
    if (!datagram.begin(template.id, template.recordOctets)) {
      flush(exportMs)
      writeTemplatesIfDue()
      datagram.begin(template.id, template.recordOctets)
    }
    writeRecord(datagram, batch, row, isIpv4)
    if (isBiflow) writeReverse(datagram, batch, row)
    pendingDataRecords++
    return true
  }

  return { add, flush }
}

function hasReverse(batch: FlowBatch, row: number): boolean {
  return (
    batch.biflowDirection[row] !== 0 ||
    batch.reverseTcpFlags[row] !== 0 ||
    readUint64(batch.reversePackets, row) !== 0 ||
    readUint64(batch.reverseOctets, row) !== 0
  )
}

function writeRecord(
  { writer }: SetDatagram,
  batch: FlowBatch,
  row: number,
  isIpv4: boolean,
): void {
  const startMs = readUint64(batch.startAt, row)
  const skipped = isIpv4 ? 12 : 0
  writer.copy(batch.srcAddress, 16 * row + skipped, 16 - skipped)
  writer.copy(batch.dstAddress, 16 * row + skipped, 16 - skipped)
  writer.uint16(batch.srcPort[row]!)
  writer.uint16(batch.dstPort[row]!)
  writer.uint8(batch.protocol[row]!)
  writer.uint16(batch.tcpFlags[row]!)
  writer.uint32(batch.ingressInterface[row]!)
  writer.uint32(batch.egressInterface[row]!)
  writer.uint64(batch.packets, row)
  writer.uint64(batch.octets, row)
  writer.uint64Number(startMs)
  writer.uint64Number(startMs + batch.durationMs[row]!)
  writer.uint64Number(SELECTOR_ID)
}

function writeReverse({ writer }: SetDatagram, batch: FlowBatch, row: number): void {
  writer.uint64(batch.reversePackets, row)
  writer.uint64(batch.reverseOctets, row)
  writer.uint16(batch.reverseTcpFlags[row]!)
  writer.uint8(batch.biflowDirection[row]!)
}
