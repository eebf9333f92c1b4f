/**
 * sFlow flow samples: each a row of one packet.
 *
 * Octets are what the IP header says: NetFlow and IPFIX count IP octets too (octetDeltaCount), and a
 * sum over exporters must be of one unit. Where the header says nothing, the frame's length counts.
 * The row has no duration and starts when it came. Packets that the switch discarded (output format 1)
 * are rows like others, with no egress interface: what a device tried to reach counts also where a
 * filter stopped it.
 */
import type { DecodeErrorCode } from '../errors.ts'
import type { FlowBatch } from '../flow-batch.ts'
import type { LinkType } from '../packet/link-header.ts'
import { PacketHeader } from '../packet/packet-header.ts'
import { setAddress, setPacketColumns } from '../packet/packet-row.ts'
import type { Tunnel } from '../packet/tunnel.ts'
import type { Message } from '../session/message.ts'
import { applySamplingPolicy } from '../template/sampling-policy.ts'

/** Where the fields of a flow sample lie; the expanded form gives interface formats a word each. */
export type SampleForm = {
  readonly octets: number
  readonly rateAt: number
  readonly inputAt: number
  readonly outputAt: number
  readonly isExpanded: boolean
}

export const COMPACT: SampleForm = {
  octets: 32,
  rateAt: 8,
  inputAt: 20,
  outputAt: 24,
  isExpanded: false,
}
export const EXPANDED: SampleForm = {
  octets: 44,
  rateAt: 12,
  inputAt: 24,
  outputAt: 32,
  isExpanded: true,
}

const RAW_HEADER = 1
const SAMPLED_IPV4 = 3
const SAMPLED_IPV6 = 4
/** sFlow's header_protocol: what the raw header starts with. Token ring, ATM and others are not read. */
const LINKS: ReadonlyMap<number, LinkType> = new Map([
  [1, 'ethernet'],
  [7, 'ppp'],
  [11, 'ip'],
  [12, 'ip'],
  [13, 'mpls'],
  [14, 'ppp'], // packet over SONET
])
/** An interface index that means "the device itself". */
const INTERFACE_INTERNAL = 0x3fffffff

export class SflowReader {
  readonly #header: PacketHeader

  constructor(tunnels: readonly Tunnel[]) {
    this.#header = new PacketHeader(tunnels)
  }

  /** Reads the sample between `at` and `end`: a row, or a refusal that says why there is none. */
  read(message: Message, at: number, end: number, form: SampleForm): void {
    const { view } = message
    if (at + form.octets > end) {
      message.refuse('RECORD_TRUNCATED')
      return
    }
    const recordCount = view.getUint32(at + form.octets - 4)
    // A raw header says more than a summary of it (all flags, tags), whichever comes first; where it
    // is cut too short or of a link we do not read, the summary serves.
    let summaryAt = -1
    let refusal: DecodeErrorCode = 'RECORD_NOT_IP'
    let summaryFormat = 0
    let offset = at + form.octets
    for (let i = 0; i < recordCount && offset + 8 <= end; i++) {
      const format = view.getUint32(offset)
      const length = view.getUint32(offset + 4)
      const start = offset + 8
      if (length > end - start) {
        message.refuse('RECORD_TRUNCATED')
        return
      }
      offset = start + length
      if (format === RAW_HEADER) {
        const rawRefusal = this.#writeRaw(message, at, form, start, offset)
        if (!rawRefusal) return
        refusal = rawRefusal
      } else if (summaryAt < 0 && isWholeSummary(format, length)) {
        summaryAt = start
        summaryFormat = format
      }
    }
    if (summaryAt < 0) {
      message.refuse(refusal)
      return
    }
    const batch = message.batch()
    writeSummary(batch, message, summaryAt, summaryFormat === SAMPLED_IPV6)
    finishRow(batch, message, at, form)
  }

  #writeRaw(
    message: Message,
    at: number,
    form: SampleForm,
    start: number,
    end: number,
  ): DecodeErrorCode | undefined {
    const { view } = message
    if (start + 16 > end) return 'RECORD_TRUNCATED'
    const link = LINKS.get(view.getUint32(start))
    if (!link) return 'RECORD_NOT_IP'
    const frameOctets = view.getUint32(start + 4)
    const headerOctets = view.getUint32(start + 12)
    const headerEnd = Math.min(end, start + 16 + headerOctets)
    const refusal = this.#header.read(message.payload, start + 16, headerEnd, link)
    if (refusal) return refusal
    const batch = message.batch()
    setPacketColumns(batch, batch.length, view, this.#header)
    setOctets(batch, this.#header.ipOctets || frameOctets)
    finishRow(batch, message, at, form)
    return undefined
  }
}

function isWholeSummary(format: number, length: number): boolean {
  return (format === SAMPLED_IPV4 && length >= 32) || (format === SAMPLED_IPV6 && length >= 56)
}

/** Sampled IPv4 and IPv6: length, protocol, addresses, ports, flags, each in 32-bit words. */
function writeSummary(batch: FlowBatch, message: Message, at: number, isIpv6: boolean): void {
  const { view } = message
  const row = batch.length
  const addressOctets = isIpv6 ? 16 : 4
  setAddress(batch.srcAddressWords, row, view, at + 8, isIpv6)
  setAddress(batch.dstAddressWords, row, view, at + 8 + addressOctets, isIpv6)
  const portsAt = at + 8 + 2 * addressOctets
  const protocol = view.getUint32(at + 4)
  batch.protocol[row] = protocol
  batch.srcPort[row] = view.getUint32(portsAt)
  batch.dstPort[row] = view.getUint32(portsAt + 4)
  batch.tcpFlags[row] = view.getUint32(portsAt + 8)
  setOctets(batch, view.getUint32(at))
}

function setOctets(batch: FlowBatch, octets: number): void {
  batch.octets[2 * batch.length] = octets
  batch.octets[2 * batch.length + 1] = 0
}

function finishRow(batch: FlowBatch, message: Message, at: number, form: SampleForm): void {
  const { view } = message
  const row = batch.length
  const interval = view.getUint32(at + form.rateAt) || message.policy.missing
  batch.receivedAt[row] = message.receivedAt
  batch.startAt[2 * row] = message.receivedAtMs
  batch.startAt[2 * row + 1] = message.receivedAtMs / 4294967296
  batch.durationMs[row] = 0
  batch.reverseTcpFlags[row] = 0
  batch.packets[2 * row] = 1
  batch.packets[2 * row + 1] = 0
  batch.reversePackets[2 * row] = 0
  batch.reversePackets[2 * row + 1] = 0
  batch.reverseOctets[2 * row] = 0
  batch.reverseOctets[2 * row + 1] = 0
  batch.samplingInterval[row] = interval
  batch.exporterWords[4 * row] = message.exporter0
  batch.exporterWords[4 * row + 1] = message.exporter1
  batch.exporterWords[4 * row + 2] = message.exporter2
  batch.exporterWords[4 * row + 3] = message.exporter3
  batch.observationDomain[row] = message.observationDomain
  batch.ingressInterface[row] = interfaceIndex(view, at + form.inputAt, form.isExpanded)
  batch.egressInterface[row] = interfaceIndex(view, at + form.outputAt, form.isExpanded)
  batch.biflowDirection[row] = 0
  let kept = 1
  if (message.isPlain) message.observer.sampling?.(interval)
  else kept = applySamplingPolicy(message, batch, row, 1)
  batch.length = row + kept
  message.rowCount += kept
}

/** The index of a single interface; 0 for none, several, the device itself, or a reason to discard. */
function interfaceIndex(view: DataView, at: number, isExpanded: boolean): number {
  const word = view.getUint32(at)
  const format = isExpanded ? word : word >>> 30
  const index = isExpanded ? view.getUint32(at + 4) : word & INTERFACE_INTERNAL
  return format === 0 && index !== INTERFACE_INTERNAL ? index : 0
}
