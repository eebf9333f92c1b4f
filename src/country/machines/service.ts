import type { SeededRandom } from '../../core/random.ts'
import type { Device } from '../people/population.ts'
import type { Contact } from '../traffic/contact.ts'
import type { Path } from '../traffic/transport.ts'

/** A server outside the ISP, as its clients know it. At least one address family is present. */
export type Service = {
  /** What it truly is; for the analysis of errors, never for the detector. */
  readonly kind: string
  readonly ipv4: Uint8Array | undefined
  readonly ipv6: Uint8Array | undefined
  readonly protocol: number
  readonly port: number
  readonly roundTripMs: number
}

/** Of contacts where both sides have IPv6, how many use it (Happy Eyeballs is not always happy). */
const IPV6_PREFERENCE = 0.75
const EPHEMERAL_FIRST = 32768
const EPHEMERAL_COUNT = 28232

/** Fills who and where of a contact from a device to a service; false when they share no family. */
export function address(
  contact: Contact,
  device: Device,
  service: Service,
  sourcePort: number,
  random: SeededRandom,
): boolean {
  const canIpv6 = device.ipv6 !== undefined && service.ipv6 !== undefined
  if (!canIpv6 && service.ipv4 === undefined) return false
  const useIpv6 = canIpv6 && (service.ipv4 === undefined || random.next() < IPV6_PREFERENCE)
  contact.source = useIpv6 ? device.ipv6! : device.ipv4
  contact.destination = useIpv6 ? service.ipv6! : service.ipv4!
  contact.sourcePort = sourcePort
  contact.destinationPort = service.port
  contact.protocol = service.protocol
  contact.observationDomain = device.household.exporter.observationDomain
  contact.ingressInterface = device.household.accessInterface
  contact.egressInterface = device.household.exporter.upstreamInterface
  return true
}

export function path(device: Device, service: Service, isIpv6: boolean): Path {
  const ip = isIpv6 ? 40 : 20
  return {
    tcpHeaderOctets: ip + device.tcpHeaderOctets,
    udpHeaderOctets: ip + 8,
    roundTripMs: service.roundTripMs,
  }
}

export function ephemeralPort(random: SeededRandom): number {
  return EPHEMERAL_FIRST + random.integer(EPHEMERAL_COUNT)
}

/** Turns a contact round: the server sent the first packet. */
export function reverse(contact: Contact): void {
  const { source, sourcePort, tcpFlags, packets, octets, ingressInterface } = contact
  contact.source = contact.destination
  contact.destination = source
  contact.sourcePort = contact.destinationPort
  contact.destinationPort = sourcePort
  contact.tcpFlags = contact.reverseTcpFlags
  contact.reverseTcpFlags = tcpFlags
  contact.packets = contact.reversePackets
  contact.reversePackets = packets
  contact.octets = contact.reverseOctets
  contact.reverseOctets = octets
  contact.ingressInterface = contact.egressInterface
  contact.egressInterface = ingressInterface
}
