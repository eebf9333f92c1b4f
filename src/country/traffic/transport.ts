/**
 * How many packets and octets an exchange of so many payload octets makes on the wire. Benign
 * machines and bots share these functions: what tells them apart must not be the arithmetic.
 */
import { PROTOCOL_TCP, PROTOCOL_UDP } from '../../core/protocol.ts'
import type { SeededRandom } from '../../core/random.ts'
import type { Contact } from './contact.ts'

const PROTOCOL_ICMP = 1
/** Type × 256 + code. */
const ICMP_HOST_UNREACHABLE = 3 * 256 + 1

export const TCP_FIN = 0x01
export const TCP_SYN = 0x02
export const TCP_RST = 0x04
export const TCP_PSH = 0x08
export const TCP_ACK = 0x10

const SEGMENT_OCTETS = 1400
const COMPLETE = TCP_SYN | TCP_ACK | TCP_PSH | TCP_FIN

/** What the two hosts and the path between them add to any payload. */
export type Path = {
  /** IP header plus transport header of a TCP segment: 40 … 72. */
  readonly tcpHeaderOctets: number
  /** IP header plus UDP header: 28 or 48. */
  readonly udpHeaderOctets: number
  readonly roundTripMs: number
}

/** `full` and `resumed` are the two sizes of a TLS handshake seen on the wire. */
export type TlsHandshake = 'none' | 'full' | 'resumed'

/** A connection that opens, asks, is answered and closes. */
export function tcpExchange(
  contact: Contact,
  path: Path,
  requestOctets: number,
  responseOctets: number,
  tls: TlsHandshake,
  random: SeededRandom,
): void {
  const up = Math.ceil(requestOctets / SEGMENT_OCTETS) + (tls === 'none' ? 0 : 2)
  const down =
    Math.ceil(responseOctets / SEGMENT_OCTETS) + (tls === 'full' ? 4 : tls === 'resumed' ? 1 : 0)
  const upPayload = requestOctets + (tls === 'full' ? 640 : tls === 'resumed' ? 720 : 0)
  const downPayload = responseOctets + (tls === 'full' ? 4300 : tls === 'resumed' ? 260 : 0)
  contact.protocol = PROTOCOL_TCP
  contact.tcpFlags = COMPLETE
  contact.reverseTcpFlags = COMPLETE
  contact.packets = 3 + up + Math.ceil(down / 2) + (random.next() < 0.5 ? 1 : 0)
  contact.octets = contact.packets * path.tcpHeaderOctets + upPayload
  contact.reversePackets = 2 + down + Math.ceil(up / 2)
  contact.reverseOctets = contact.reversePackets * path.tcpHeaderOctets + downPayload
  contact.durationMs =
    path.roundTripMs * (tls === 'full' ? 4 : 3) + random.exponential(20) + downPayload / 1250
}

/** A message on a connection that is already open: `reply` 0 means a bare acknowledgement. */
export function tcpMessage(
  contact: Contact,
  path: Path,
  messageOctets: number,
  replyOctets: number,
  random: SeededRandom,
): void {
  const up = Math.ceil(messageOctets / SEGMENT_OCTETS)
  const down = Math.ceil(replyOctets / SEGMENT_OCTETS)
  contact.protocol = PROTOCOL_TCP
  contact.tcpFlags = TCP_PSH | TCP_ACK
  contact.reverseTcpFlags = down > 0 ? TCP_PSH | TCP_ACK : TCP_ACK
  contact.packets = up + Math.ceil(down / 2)
  contact.octets = contact.packets * path.tcpHeaderOctets + messageOctets
  contact.reversePackets = Math.max(down, Math.ceil(up / 2))
  contact.reverseOctets = contact.reversePackets * path.tcpHeaderOctets + replyOctets
  contact.durationMs = path.roundTripMs * (down > 0 ? 1.5 : 1) + random.exponential(15)
}

/**
 * When a stack sends its SYN again, in seconds after the first: raw sockets never, old Windows after 3
 * and 9, new Windows and Linux after 1, 3, 7, 15 …, until the program loses patience.
 */
export const SYN_RETRIES = [
  [],
  [1, 3],
  [3, 9],
  [1, 3, 7],
  [1, 3, 7, 15],
  [1, 3, 7, 15, 31],
] as const

export type SynRetries = (typeof SYN_RETRIES)[number]

/** A connection attempt that comes to nothing. */
export function tcpKnock(
  contact: Contact,
  path: Path,
  answer: 'none' | 'reset',
  random: SeededRandom,
  retries: SynRetries = random.pick(SYN_RETRIES),
): void {
  const synOctets = path.tcpHeaderOctets + 8
  contact.protocol = PROTOCOL_TCP
  contact.tcpFlags = TCP_SYN
  if (answer === 'reset') {
    contact.packets = 1
    contact.reversePackets = 1
    contact.reverseTcpFlags = TCP_RST | TCP_ACK
    contact.reverseOctets = path.tcpHeaderOctets
    contact.durationMs = path.roundTripMs
  } else {
    // A program that gives up early leaves out the last.
    const count = random.next() < 0.3 ? random.integer(retries.length + 1) : retries.length
    contact.packets = 1 + count
    contact.reversePackets = 0
    contact.reverseTcpFlags = 0
    contact.reverseOctets = 0
    contact.durationMs = count === 0 ? 0 : retries[count - 1]! * 1000
  }
  contact.octets = contact.packets * synOctets
}

/** A router on the way says that there is nobody: type 3, code 1, quoting 28 octets (RFC 792). */
export function icmpUnreachable(contact: Contact): void {
  contact.protocol = PROTOCOL_ICMP
  contact.sourcePort = 0
  contact.destinationPort = ICMP_HOST_UNREACHABLE
  contact.tcpFlags = 0
  contact.reverseTcpFlags = 0
  contact.packets = 1
  contact.octets = 56
  contact.reversePackets = 0
  contact.reverseOctets = 0
  contact.durationMs = 0
}

/** `reply` 0: no answer came. */
export function udpExchange(
  contact: Contact,
  path: Path,
  messageOctets: number,
  replyOctets: number,
  random: SeededRandom,
): void {
  contact.protocol = PROTOCOL_UDP
  contact.tcpFlags = 0
  contact.reverseTcpFlags = 0
  contact.packets = Math.max(1, Math.ceil(messageOctets / SEGMENT_OCTETS))
  contact.octets = contact.packets * path.udpHeaderOctets + messageOctets
  contact.reversePackets = Math.ceil(replyOctets / SEGMENT_OCTETS)
  contact.reverseOctets = contact.reversePackets * path.udpHeaderOctets + replyOctets
  contact.durationMs =
    contact.reversePackets > 0 ? path.roundTripMs + random.exponential(5) : contact.packets - 1
}

/** A long transfer: packets of about `packetOctets` down, acknowledgements or input up. */
export function bulk(
  contact: Contact,
  path: Path,
  protocol: number,
  durationMs: number,
  downPackets: number,
  upPackets: number,
  downPayload: number,
  upPayload: number,
): void {
  const header = protocol === PROTOCOL_TCP ? path.tcpHeaderOctets : path.udpHeaderOctets
  contact.protocol = protocol
  contact.tcpFlags = protocol === PROTOCOL_TCP ? COMPLETE : 0
  contact.reverseTcpFlags = contact.tcpFlags
  contact.packets = Math.max(4, Math.round(upPackets))
  contact.reversePackets = Math.max(4, Math.round(downPackets))
  contact.octets = Math.round(contact.packets * (header + upPayload))
  contact.reverseOctets = Math.round(contact.reversePackets * (header + downPayload))
  contact.durationMs = durationMs
}
