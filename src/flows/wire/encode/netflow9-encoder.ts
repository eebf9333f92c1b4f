import { type FlowBatch, readUint64 } from '../flow-batch.ts'
import {
  DATAGRAM_OCTETS_MAX,
  type FlowEncoder,
  type FlowEncoderOptions,
  isIpv4Row,
  uptimeMs,
} from './flow-encoder.ts'
import { SetDatagram } from './set-datagram.ts'

export type Netflow9EncoderOptions = FlowEncoderOptions & {
  /** How sampling is announced: a sampler that records name (48/49/50), or one rate for all (34/35). */
  readonly samplingAnnouncement: 'sampler' | 'interval'
  /** Templates are sent again after so many datagrams. */
  readonly templateEveryDatagrams?: number
}

const HEADER_OCTETS = 20
const TEMPLATE_SET = 0
const OPTIONS_TEMPLATE_SET = 1
const TEMPLATE_IPV4 = 256
const TEMPLATE_IPV6 = 257
const TEMPLATE_OPTIONS = 258
const SAMPLER_ID = 1

/** [field type, octets] as in RFC 3954 §8, after the addresses. */
const COMMON_FIELDS: readonly (readonly [number, number])[] = [
  [7, 2], // L4_SRC_PORT
  [11, 2], // L4_DST_PORT
  [4, 1], // PROTOCOL
  [6, 1], // TCP_FLAGS
  [10, 4], // INPUT_SNMP
  [14, 4], // OUTPUT_SNMP
  [2, 8], // IN_PKTS
  [1, 8], // IN_BYTES
  [22, 4], // FIRST_SWITCHED
  [21, 4], // LAST_SWITCHED
  [48, 2], // FLOW_SAMPLER_ID
]
const ADDRESS_FIELDS = {
  [TEMPLATE_IPV4]: [
    [8, 4],
    [12, 4],
  ],
  [TEMPLATE_IPV6]: [
    [27, 16],
    [28, 16],
  ],
} as const
const COMMON_OCTETS = COMMON_FIELDS.reduce((sum, [, octets]) => sum + octets, 0)

/** NetFlow v9 (RFC 3954): one template for each address family and one for the sampling options. */
export function createNetflow9Encoder(options: Netflow9EncoderOptions): FlowEncoder {
  const datagram = new SetDatagram(HEADER_OCTETS, options.octetsMax ?? DATAGRAM_OCTETS_MAX)
  const templateEvery = options.templateEveryDatagrams ?? 100
  let datagramCount = 0

  function flush(exportMs: number): void {
    if (datagram.isEmpty) return
    const { writer } = datagram
    const end = datagram.close()
    // The header states whole seconds; uptime is stated at that same second, so that start times,
    // which receivers compute from the two, survive to the millisecond.
    const exportSecond = Math.floor(exportMs / 1000)
    writer.offset = 0
    writer.uint16(9)
    writer.uint16(datagram.recordCount)
    writer.uint32(uptimeMs(exportSecond * 1000, options.bootMs))
    writer.uint32(exportSecond)
    writer.uint32(datagramCount >>> 0)
    writer.uint32(options.observationDomain)
    datagramCount++
    options.emit(writer.octets.slice(0, end), exportMs)
    datagram.reset()
  }

  function add(batch: FlowBatch, row: number, exportMs: number): boolean {
    const isIpv4 = isIpv4Row(batch, row)
    const template = isIpv4 ? TEMPLATE_IPV4 : TEMPLATE_IPV6
    const recordOctets = COMMON_OCTETS + (isIpv4 ? 8 : 32)
    if (datagram.isEmpty && datagramCount % templateEvery === 0) writeTemplates(datagram, options)
    if (!datagram.begin(template, recordOctets)) {
      flush(exportMs)
      if (datagramCount % templateEvery === 0) writeTemplates(datagram, options)
      datagram.begin(template, recordOctets)
    }
    writeRecord(datagram, batch, row, isIpv4, options.bootMs)
    return true
  }

  return { add, flush }
}

function writeRecord(
  { writer }: SetDatagram,
  batch: FlowBatch,
  row: number,
  isIpv4: boolean,
  bootMs: number,
): void {
  const startMs = readUint64(batch.startAt, row)
  const skipped = isIpv4 ? 12 : 0
  writer.copy(batch.srcAddress, 16 * row + skipped, 16 - skipped)
  writer.copy(batch.dstAddress, 16 * row + skipped, 16 - skipped)
  writer.uint16(batch.srcPort[row]!)
  writer.uint16(batch.dstPort[row]!)
  writer.uint8(batch.protocol[row]!)
  writer.uint8(batch.tcpFlags[row]!)
  writer.uint32(batch.ingressInterface[row]!)
  writer.uint32(batch.egressInterface[row]!)
  writer.uint64(batch.packets, row)
  writer.uint64(batch.octets, row)
  writer.uint32(uptimeMs(startMs, bootMs))
  writer.uint32(uptimeMs(startMs + batch.durationMs[row]!, bootMs))
  writer.uint16(SAMPLER_ID)
}

function writeTemplates(datagram: SetDatagram, options: Netflow9EncoderOptions): void {
  const { writer } = datagram
  for (const template of [TEMPLATE_IPV4, TEMPLATE_IPV6] as const) {
    const fields = [...ADDRESS_FIELDS[template], ...COMMON_FIELDS]
    datagram.begin(TEMPLATE_SET, 4 + 4 * fields.length)
    writer.uint16(template)
    writer.uint16(fields.length)
    for (const [type, octets] of fields) {
      writer.uint16(type)
      writer.uint16(octets)
    }
  }
  writeSampling(datagram, options)
}

/** RFC 3954 §6.1: an options template, scoped to the system, and its one record. */
function writeSampling(datagram: SetDatagram, options: Netflow9EncoderOptions): void {
  const { writer } = datagram
  const isSampler = options.samplingAnnouncement === 'sampler'
  const fields = isSampler ? SAMPLER_FIELDS : INTERVAL_FIELDS
  datagram.begin(OPTIONS_TEMPLATE_SET, 10 + 4 * fields.length)
  writer.uint16(TEMPLATE_OPTIONS)
  writer.uint16(4) // octets of scope specifiers
  writer.uint16(4 * fields.length)
  writer.uint16(SCOPE_SYSTEM)
  writer.uint16(4)
  for (const [type, octets] of fields) {
    writer.uint16(type)
    writer.uint16(octets)
  }

  datagram.begin(TEMPLATE_OPTIONS, 4 + fields.reduce((sum, [, octets]) => sum + octets, 0))
  writer.uint32(0)
  if (isSampler) {
    writer.uint16(SAMPLER_ID)
    writer.uint8(ALGORITHM_RANDOM)
    writer.uint32(options.samplingInterval)
  } else {
    writer.uint32(options.samplingInterval)
    writer.uint8(options.samplingInterval > 1 ? ALGORITHM_RANDOM : ALGORITHM_DETERMINISTIC)
  }
}

const SCOPE_SYSTEM = 1
const ALGORITHM_DETERMINISTIC = 1
const ALGORITHM_RANDOM = 2
const SAMPLER_FIELDS: readonly (readonly [number, number])[] = [
  [48, 2], // FLOW_SAMPLER_ID
  [49, 1], // FLOW_SAMPLER_MODE
  [50, 4], // FLOW_SAMPLER_RANDOM_INTERVAL
]
const INTERVAL_FIELDS: readonly (readonly [number, number])[] = [
  [34, 4], // SAMPLING_INTERVAL
  [35, 1], // SAMPLING_ALGORITHM
]
