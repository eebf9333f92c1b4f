import type { SetDatagram } from './set-datagram.ts'

/** An information element: id, octets, and the enterprise when it is not IANA's own. */
type Element = { readonly id: number; readonly octets: number; readonly enterprise?: number }
type Template = {
  readonly id: number
  readonly elements: readonly Element[]
  readonly recordOctets: number
}

const TEMPLATE_SET = 2
const OPTIONS_TEMPLATE_SET = 3
const OPTIONS_TEMPLATE_ID = 260
const ENTERPRISE_BIT = 0x8000
/** RFC 5103 §6.1: the reverse of every IANA element. */
const REVERSE_ENTERPRISE = 29305
/** The one selector (sampling process) of an exporter. */
export const SELECTOR_ID = 1
/** IANA psamp: systematic count-based sampling. */
const ALGORITHM_SYSTEMATIC_COUNT = 1

const COMMON: readonly Element[] = [
  { id: 7, octets: 2 }, // sourceTransportPort
  { id: 11, octets: 2 }, // destinationTransportPort
  { id: 4, octets: 1 }, // protocolIdentifier
  { id: 6, octets: 2 }, // tcpControlBits
  { id: 10, octets: 4 }, // ingressInterface
  { id: 14, octets: 4 }, // egressInterface
  { id: 2, octets: 8 }, // packetDeltaCount
  { id: 1, octets: 8 }, // octetDeltaCount
  { id: 152, octets: 8 }, // flowStartMilliseconds
  { id: 153, octets: 8 }, // flowEndMilliseconds
  { id: 302, octets: 8 }, // selectorId
]
const REVERSE: readonly Element[] = [
  { id: 2, octets: 8, enterprise: REVERSE_ENTERPRISE },
  { id: 1, octets: 8, enterprise: REVERSE_ENTERPRISE },
  { id: 6, octets: 2, enterprise: REVERSE_ENTERPRISE },
  { id: 239, octets: 1 }, // biflowDirection
]
const IPV4: readonly Element[] = [
  { id: 8, octets: 4 },
  { id: 12, octets: 4 },
]
const IPV6: readonly Element[] = [
  { id: 27, octets: 16 },
  { id: 28, octets: 16 },
]

export const IPFIX_TEMPLATES = {
  ipv4: template(256, [...IPV4, ...COMMON]),
  ipv6: template(257, [...IPV6, ...COMMON]),
  biflowIpv4: template(258, [...IPV4, ...COMMON, ...REVERSE]),
  biflowIpv6: template(259, [...IPV6, ...COMMON, ...REVERSE]),
} as const

/** All templates and the sampling options. @returns the number of (options) data records written */
export function writeIpfixTemplates(
  datagram: SetDatagram,
  options: {
    readonly observationDomain: number
    readonly samplingInterval: number
    readonly samplingAnnouncement: 'selector' | 'interval'
  },
): number {
  for (const { id, elements } of Object.values(IPFIX_TEMPLATES)) {
    datagram.begin(TEMPLATE_SET, 4 + specifierOctets(elements))
    datagram.writer.uint16(id)
    datagram.writer.uint16(elements.length)
    writeSpecifiers(datagram, elements)
  }

  const isSelector = options.samplingAnnouncement === 'selector'
  const elements = isSelector ? SELECTOR_OPTIONS : INTERVAL_OPTIONS
  datagram.begin(OPTIONS_TEMPLATE_SET, 6 + specifierOctets(elements))
  const { writer } = datagram
  writer.uint16(OPTIONS_TEMPLATE_ID)
  writer.uint16(elements.length)
  writer.uint16(1) // scope field count
  writeSpecifiers(datagram, elements)

  datagram.begin(OPTIONS_TEMPLATE_ID, dataOctets(elements))
  if (isSelector) {
    writer.uint64Number(SELECTOR_ID)
    writer.uint16(ALGORITHM_SYSTEMATIC_COUNT)
    writer.uint32(1)
    writer.uint32(options.samplingInterval - 1)
  } else {
    writer.uint32(options.observationDomain)
    writer.uint32(options.samplingInterval)
    writer.uint8(1)
  }
  return 1
}

const SELECTOR_OPTIONS: readonly Element[] = [
  { id: 302, octets: 8 }, // selectorId, the scope
  { id: 304, octets: 2 }, // selectorAlgorithm
  { id: 305, octets: 4 }, // samplingPacketInterval: packets taken in a row
  { id: 306, octets: 4 }, // samplingPacketSpace: packets left out in between
]
const INTERVAL_OPTIONS: readonly Element[] = [
  { id: 149, octets: 4 }, // observationDomainId, the scope
  { id: 34, octets: 4 }, // samplingInterval
  { id: 35, octets: 1 }, // samplingAlgorithm
]

function template(id: number, elements: readonly Element[]): Template {
  return { id, elements, recordOctets: dataOctets(elements) }
}

function dataOctets(elements: readonly Element[]): number {
  return elements.reduce((sum, element) => sum + element.octets, 0)
}

function specifierOctets(elements: readonly Element[]): number {
  return elements.reduce((sum, element) => sum + (element.enterprise === undefined ? 4 : 8), 0)
}

function writeSpecifiers({ writer }: SetDatagram, elements: readonly Element[]): void {
  for (const { id, octets, enterprise } of elements) {
    writer.uint16(enterprise === undefined ? id : id | ENTERPRISE_BIT)
    writer.uint16(octets)
    if (enterprise !== undefined) writer.uint32(enterprise)
  }
}
