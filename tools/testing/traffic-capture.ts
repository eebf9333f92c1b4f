import { writeFile } from 'node:fs/promises'
import { formatAddress, parseAddress } from '../../src/core/address.ts'
import { SeededRandom } from '../../src/core/random.ts'
import { type FlowTuple, mergeFlows } from './flow-tuple.ts'
import { ipv4Header, LINK_TYPE_ETHERNET, pcapContent, udpHeader } from './pcap-content.ts'

/** What a capture holds, counted while it was made. */
export type TrafficTotals = {
  readonly packets: number
  readonly startMs: number
  readonly endMs: number
  /** Each direction of each conversation; octets are those of the IP packets. */
  readonly flows: readonly FlowTuple[]
}

export type TrafficOptions = {
  readonly seed: number
  readonly conversations: number
  readonly startMs: number
}

type Host = { readonly address: Buffer; readonly port: number }
type Frame = { readonly octets: Buffer; readonly flow: FlowTuple }

const ETHERNET_HEADER = Buffer.from('020000000001020000000002', 'hex')
const IPV4_TYPE = Buffer.from([0x08, 0x00])
const IPV6_TYPE = Buffer.from([0x86, 0xdd])
const ICMP = 1
const TCP = 6
const UDP = 17
const ICMPV6 = 58
const SYN = 0x02
const ACK = 0x10
const PSH_ACK = 0x18
const FIN_ACK = 0x11
const SPREAD_MS = 60_000
const PACKET_GAP_MS = 20

/**
 * Writes a pcap of seeded conversations (TCP, UDP and echo requests, IPv4 and IPv6) for real
 * exporters to meter. Addresses are those kept for documentation (RFC 5737, RFC 3849). Packets are
 * real down to their lengths; payload is zeros, and only IPv4 headers carry checksums.
 */
export async function writeTrafficCapture(
  path: string,
  options: TrafficOptions,
): Promise<TrafficTotals> {
  const random = new SeededRandom(options.seed)
  const packets: { atMs: number; octets: Buffer; flow: FlowTuple }[] = []
  for (let i = 0; i < options.conversations; i++) {
    const startMs = Math.floor(options.startMs + random.next() * SPREAD_MS)
    for (const [index, frame] of conversation(random, i).entries())
      packets.push({ atMs: startMs + index * PACKET_GAP_MS, ...frame })
  }
  packets.sort((a, b) => a.atMs - b.atMs)
  await writeFile(path, pcapContent(LINK_TYPE_ETHERNET, packets))
  return {
    packets: packets.length,
    startMs: packets[0]?.atMs ?? options.startMs,
    endMs: packets.at(-1)?.atMs ?? options.startMs,
    flows: mergeFlows(packets.map(({ flow }) => flow)),
  }
}

function conversation(random: SeededRandom, index: number): Frame[] {
  const network = random.next() < 0.25 ? ipv6 : ipv4
  const kind = random.next()
  // Each conversation has a client address and port of its own, so that no two become one flow.
  const client = { address: network.host(1, 1 + (index % 254)), port: 10_000 + (index % 50_000) }
  const server = {
    address: network.host(2, 1 + random.integer(200)),
    port: random.pick([53, 80, 123, 443, 6667, 8443]),
  }
  const sizes = Array.from({ length: 1 + random.integer(5) }, () => [
    20 + random.integer(400),
    20 + random.integer(1200),
  ]).flat()
  // The client speaks first; then they take turns.
  const turn = (index: number): [Host, Host] =>
    index % 2 === 0 ? [client, server] : [server, client]
  if (kind < 0.65) {
    const tcp = (index: number, flags: number, size: number): Frame =>
      network.frame(...turn(index), TCP, tcpSegment(...turn(index), flags, size))
    return [
      tcp(0, SYN, 0),
      tcp(1, SYN | ACK, 0),
      tcp(0, ACK, 0),
      ...sizes.map((size, index) => tcp(index, PSH_ACK, size)),
      tcp(0, FIN_ACK, 0),
      tcp(1, FIN_ACK, 0),
    ]
  }
  if (kind < 0.9)
    return sizes.map((size, index) => {
      const [from, to] = turn(index)
      const datagram = Buffer.concat([udpHeader(from.port, to.port, size), Buffer.alloc(size)])
      return network.frame(from, to, UDP, datagram)
    })
  return sizes.map((size, index) => {
    const [from, to] = turn(index)
    const [protocol, request, reply] = network.echo
    const type = index % 2 === 0 ? request : reply
    const message = Buffer.alloc(8 + size)
    message[0] = type
    return network.frame({ ...from, port: 0 }, { ...to, port: type * 256 }, protocol, message)
  })
}

function tcpSegment(from: Host, to: Host, flags: number, size: number): Buffer {
  const segment = Buffer.alloc(20 + size)
  segment.writeUInt16BE(from.port, 0)
  segment.writeUInt16BE(to.port, 2)
  segment.writeUInt16BE((5 << 12) | flags, 12)
  return segment
}

type Network = {
  /** Protocol number, type of an echo request, type of its reply. */
  readonly echo: readonly [number, number, number]
  host(side: 1 | 2, number: number): Buffer
  frame(from: Host, to: Host, protocol: number, payload: Buffer): Frame
}

const ipv4: Network = {
  echo: [ICMP, 8, 0],
  host: (side, number) => Buffer.from(side === 1 ? [192, 0, 2, number] : [198, 51, 100, number]),
  frame: (from, to, protocol, payload) => {
    const header = ipv4Header(from.address, to.address, protocol, payload.length)
    return ethernetFrame(IPV4_TYPE, Buffer.concat([header, payload]), from, to, protocol)
  },
}

const ipv6: Network = {
  echo: [ICMPV6, 128, 129],
  host: (side, number) => Buffer.from(parseAddress(`2001:db8:${side}::${number.toString(16)}`)!),
  frame: (from, to, protocol, payload) => {
    const header = Buffer.alloc(40)
    header[0] = 0x60
    header.writeUInt16BE(payload.length, 4)
    header[6] = protocol
    header[7] = 64
    from.address.copy(header, 8)
    to.address.copy(header, 24)
    return ethernetFrame(IPV6_TYPE, Buffer.concat([header, payload]), from, to, protocol)
  },
}

function ethernetFrame(
  type: Buffer,
  packet: Buffer,
  from: Host,
  to: Host,
  protocol: number,
): Frame {
  const flow: FlowTuple = {
    src: textOf(from.address),
    dst: textOf(to.address),
    srcPort: from.port,
    dstPort: to.port,
    protocol,
    packets: 1,
    octets: packet.length,
  }
  return { octets: Buffer.concat([ETHERNET_HEADER, type, packet]), flow }
}

const textOf = (address: Buffer): string =>
  address.length === 4 ? address.join('.') : formatAddress(address)
