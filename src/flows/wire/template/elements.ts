/**
 * The information elements that feed a column, and no others. An element that is not in this table
 * is skipped by its length: nothing in this wing can even name a URL, a DNS name or a payload.
 *
 * Ids are IANA's (NetFlow v9 shares 1–127). Where several elements feed one slot, the order of this
 * table is the order of precedence, and a later one is used where the earlier is absent or zero.
 */
import type { FlowColumnName } from '../flow-columns.ts'

/** What a field is *for*; several slots can together make one column (time, sampling). */
export type Slot = keyof typeof COLUMN_OF_SLOT

export const COLUMN_OF_SLOT = {
  source4: 'src_address',
  source6: 'src_address',
  destination4: 'dst_address',
  destination6: 'dst_address',
  sourcePort: 'src_port',
  destinationPort: 'dst_port',
  icmpTypeCode: 'dst_port',
  icmpType: 'dst_port',
  icmpCode: 'dst_port',
  protocol: 'protocol',
  tcpFlags: 'tcp_flags',
  reverseTcpFlags: 'reverse_tcp_flags',
  packets: 'packets',
  packetsTotal: 'packets',
  initiatorPackets: 'packets',
  octets: 'octets',
  octetsTotal: 'octets',
  initiatorOctets: 'octets',
  reversePackets: 'reverse_packets',
  reversePacketsTotal: 'reverse_packets',
  reverseOctets: 'reverse_octets',
  reverseOctetsTotal: 'reverse_octets',
  responderPackets: 'reverse_packets',
  responderOctets: 'reverse_octets',
  ingressInterface: 'ingress_interface',
  egressInterface: 'egress_interface',
  biflowDirection: 'biflow_direction',
  samplingInterval: 'sampling_interval',
  samplingPacketInterval: 'sampling_interval',
  samplingPacketSpace: 'sampling_interval',
  samplingSize: 'sampling_interval',
  samplingPopulation: 'sampling_interval',
  selector: 'sampling_interval',
  startSeconds: 'start_at',
  startMilliseconds: 'start_at',
  startNtp: 'start_at',
  startNtpNanoseconds: 'start_at',
  startDeltaMicroseconds: 'start_at',
  startUptime: 'start_at',
  observedSeconds: 'start_at',
  observedMilliseconds: 'start_at',
  observedNtp: 'start_at',
  observedNtpNanoseconds: 'start_at',
  systemInitMilliseconds: 'start_at',
  endSeconds: 'duration_ms',
  endMilliseconds: 'duration_ms',
  endNtp: 'duration_ms',
  endNtpNanoseconds: 'duration_ms',
  endDeltaMicroseconds: 'duration_ms',
  endUptime: 'duration_ms',
  durationMilliseconds: 'duration_ms',
  durationMicroseconds: 'duration_ms',
  /** The start of a sampled packet: its headers are read (packet-header.ts), its payload never. */
  frameSection: 'src_address',
  packetSection: 'src_address',
} as const satisfies Record<string, FlowColumnName>

export type InformationElement = {
  readonly id: number
  readonly name: string
  readonly slot: Slot
  /** 0 = IANA. */
  readonly enterprise: number
  /** Position in the table; smaller wins. */
  readonly precedence: number
}

/** Reverse information elements of a biflow carry this number (RFC 5103 §6.1). */
export const REVERSE_ENTERPRISE = 29305
/** CERT/NetSA, for YAF: it splits the TCP flags of a flow into first packet and the rest. */
const CERT_ENTERPRISE = 6871
const IXIA_ENTERPRISE = 3054

const IANA: readonly (readonly [id: number, name: string, slot: Slot])[] = [
  [8, 'sourceIPv4Address', 'source4'],
  [12, 'destinationIPv4Address', 'destination4'],
  [27, 'sourceIPv6Address', 'source6'],
  [28, 'destinationIPv6Address', 'destination6'],
  [4, 'protocolIdentifier', 'protocol'],
  [193, 'nextHeaderIPv6', 'protocol'],
  [7, 'sourceTransportPort', 'sourcePort'],
  [180, 'udpSourcePort', 'sourcePort'],
  [182, 'tcpSourcePort', 'sourcePort'],
  [11, 'destinationTransportPort', 'destinationPort'],
  [181, 'udpDestinationPort', 'destinationPort'],
  [183, 'tcpDestinationPort', 'destinationPort'],
  [32, 'icmpTypeCodeIPv4', 'icmpTypeCode'],
  [139, 'icmpTypeCodeIPv6', 'icmpTypeCode'],
  [176, 'icmpTypeIPv4', 'icmpType'],
  [178, 'icmpTypeIPv6', 'icmpType'],
  [177, 'icmpCodeIPv4', 'icmpCode'],
  [179, 'icmpCodeIPv6', 'icmpCode'],
  [6, 'tcpControlBits', 'tcpFlags'],
  // Before a middlebox (1) goes before after it (23); exporters that meter both directions of an
  // interface fill the one and leave the other zero. A total counts only where no delta is announced:
  // a delta of zero beside it says that earlier records have already told.
  [2, 'packetDeltaCount', 'packets'],
  [24, 'postPacketDeltaCount', 'packets'],
  [86, 'packetTotalCount', 'packetsTotal'],
  [172, 'postPacketTotalCount', 'packetsTotal'],
  [298, 'initiatorPackets', 'initiatorPackets'],
  [1, 'octetDeltaCount', 'octets'],
  [23, 'postOctetDeltaCount', 'octets'],
  [352, 'layer2OctetDeltaCount', 'octets'],
  [85, 'octetTotalCount', 'octetsTotal'],
  [171, 'postOctetTotalCount', 'octetsTotal'],
  [353, 'layer2OctetTotalCount', 'octetsTotal'],
  // Last, because some devices count only the transport payload here.
  [231, 'initiatorOctets', 'initiatorOctets'],
  [299, 'responderPackets', 'responderPackets'],
  [232, 'responderOctets', 'responderOctets'],
  [10, 'ingressInterface', 'ingressInterface'],
  [252, 'ingressPhysicalInterface', 'ingressInterface'],
  [14, 'egressInterface', 'egressInterface'],
  [253, 'egressPhysicalInterface', 'egressInterface'],
  [239, 'biflowDirection', 'biflowDirection'],
  [34, 'samplingInterval', 'samplingInterval'],
  [50, 'samplerRandomInterval', 'samplingInterval'],
  [305, 'samplingPacketInterval', 'samplingPacketInterval'],
  [306, 'samplingPacketSpace', 'samplingPacketSpace'],
  [309, 'samplingSize', 'samplingSize'],
  [310, 'samplingPopulation', 'samplingPopulation'],
  [302, 'selectorId', 'selector'],
  [48, 'samplerId', 'selector'],
  [152, 'flowStartMilliseconds', 'startMilliseconds'],
  [154, 'flowStartMicroseconds', 'startNtp'],
  [156, 'flowStartNanoseconds', 'startNtpNanoseconds'],
  [150, 'flowStartSeconds', 'startSeconds'],
  [158, 'flowStartDeltaMicroseconds', 'startDeltaMicroseconds'],
  [22, 'flowStartSysUpTime', 'startUptime'],
  [153, 'flowEndMilliseconds', 'endMilliseconds'],
  [155, 'flowEndMicroseconds', 'endNtp'],
  [157, 'flowEndNanoseconds', 'endNtpNanoseconds'],
  [151, 'flowEndSeconds', 'endSeconds'],
  [159, 'flowEndDeltaMicroseconds', 'endDeltaMicroseconds'],
  [21, 'flowEndSysUpTime', 'endUptime'],
  [160, 'systemInitTimeMilliseconds', 'systemInitMilliseconds'],
  [161, 'flowDurationMilliseconds', 'durationMilliseconds'],
  [162, 'flowDurationMicroseconds', 'durationMicroseconds'],
  [323, 'observationTimeMilliseconds', 'observedMilliseconds'],
  [324, 'observationTimeMicroseconds', 'observedNtp'],
  [325, 'observationTimeNanoseconds', 'observedNtpNanoseconds'],
  [322, 'observationTimeSeconds', 'observedSeconds'],
  [315, 'dataLinkFrameSection', 'frameSection'],
  // Its older name, from before it was registered.
  [104, 'layer2packetSectionData', 'frameSection'],
  [313, 'ipHeaderPacketSection', 'packetSection'],
]

const CERT: readonly (readonly [id: number, name: string, slot: Slot])[] = [
  [14, 'initialTCPFlags', 'tcpFlags'],
  [15, 'unionTCPFlags', 'tcpFlags'],
  [16398, 'reverseInitialTCPFlags', 'reverseTcpFlags'],
  [16399, 'reverseUnionTCPFlags', 'reverseTcpFlags'],
]

/** Ixia counted the other direction in elements of its own before RFC 5103 had some. */
const IXIA: readonly (readonly [id: number, name: string, slot: Slot])[] = [
  [176, 'reverse octetDeltaCount', 'reverseOctets'],
  [177, 'reverse packetDeltaCount', 'reversePackets'],
]

const REVERSE_SLOT: Partial<Record<Slot, Slot>> = {
  packets: 'reversePackets',
  packetsTotal: 'reversePacketsTotal',
  octets: 'reverseOctets',
  octetsTotal: 'reverseOctetsTotal',
  tcpFlags: 'reverseTcpFlags',
}

export const INFORMATION_ELEMENTS: readonly InformationElement[] = [
  ...IANA.map(([id, name, slot]) => ({ id, name, slot, enterprise: 0 })),
  ...IANA.flatMap(([id, name, slot]) => {
    const reverse = REVERSE_SLOT[slot]
    if (!reverse) return []
    return [{ id, name: `reverse ${name}`, slot: reverse, enterprise: REVERSE_ENTERPRISE }]
  }),
  ...CERT.map(([id, name, slot]) => ({ id, name, slot, enterprise: CERT_ENTERPRISE })),
  ...IXIA.map(([id, name, slot]) => ({ id, name, slot, enterprise: IXIA_ENTERPRISE })),
].map((element, precedence) => ({ ...element, precedence }))

const BY_KEY: ReadonlyMap<number, InformationElement> = new Map(
  INFORMATION_ELEMENTS.map((element) => [elementKey(element.id, element.enterprise), element]),
)

/** The element with a place here, or `undefined`: skip it. */
export function findElement(id: number, enterprise: number): InformationElement | undefined {
  return BY_KEY.get(elementKey(id, enterprise))
}

/**
 * Lengths a field of this slot may have. Integers may be reduced (RFC 7011 §6.2); devices also send
 * longer ones than the registry says, with the value in the low octets, so any 1–8 is read.
 */
export function isLengthAllowed(slot: Slot, length: number): boolean {
  switch (slot) {
    case 'source4':
    case 'destination4':
      return length === 4
    case 'source6':
    case 'destination6':
      return length === 16
    case 'startNtp':
    case 'endNtp':
    case 'observedNtp':
    case 'startNtpNanoseconds':
    case 'endNtpNanoseconds':
    case 'observedNtpNanoseconds':
      return length === 8
    case 'frameSection':
    case 'packetSection':
      return length > 0
    default:
      return length >= 1 && length <= 8
  }
}

function elementKey(id: number, enterprise: number): number {
  return enterprise * 65536 + id
}
