/**
 * Reads the headers of one packet, from the link layer to the ports, and nothing behind them. Used
 * for sFlow samples, for packet sections in IPFIX, and to find UDP payloads in captures.
 *
 * Goes through VLAN tags, MPLS labels, PPPoE and IPv6 extension headers to the outermost IP header, and
 * on to the packet inside for the tunnels that it was told to open. Opening none is the default: who
 * talks inside a customer's tunnel is more than an exporter's flow record would tell.
 */
import type { DecodeErrorCode } from '../errors.ts'
import { CUT_OFF, findIp, type LinkType, NOT_IP } from './link-header.ts'
import { innerOf, type Tunnel } from './tunnel.ts'

/** Tunnels within tunnels; each costs its sender a header. */
const TUNNEL_COUNT_MAX = 4

/** One object is used again for every packet. Positions are into the octets that were read. */
export class PacketHeader {
  isIpv6 = false
  /** The source address; the destination follows it directly in both families. */
  addressesAt = 0
  protocol = 0
  srcPort = 0
  dstPort = 0
  tcpFlags = 0
  /** Length of the IP packet as its header says; 0 where it says nothing (offload, jumbograms). */
  ipOctets = 0
  /** Where the IP header starts. */
  ipAt = 0
  /** Where the transport header starts; meaningless in a later fragment. */
  transportAt = 0
  isFragment = false
  /** A fragment without the transport header: its ports are 0. */
  isLaterFragment = false
  /** Of a fragment: where its content lies in the packet's, in octets, and whether more follows. */
  fragmentOffset = 0
  hasMoreFragments = false
  fragmentId = 0
  /** IPv6 with a segment routing header. */
  hasSegments = false

  readonly #tunnels: ReadonlySet<Tunnel>
  readonly #inner: PacketHeader | undefined

  constructor(tunnels: readonly Tunnel[] = []) {
    this.#tunnels = new Set(tunnels)
    this.#inner = tunnels.length > 0 ? new PacketHeader() : undefined
  }

  /** Reads `octets` from `at` up to `end`; returns why there is nothing to use, or `undefined`. */
  read(octets: Uint8Array, at: number, end: number, link: LinkType): DecodeErrorCode | undefined {
    const refusal = this.#readPacket(octets, at, end, link)
    if (refusal === undefined && this.#inner) this.#openTunnels(octets, end, this.#inner)
    return refusal
  }

  /** What cannot be read inside leaves the carrier as it is: its traffic is real all the same. */
  #openTunnels(octets: Uint8Array, end: number, packet: PacketHeader): void {
    for (let count = 0; count < TUNNEL_COUNT_MAX; count++) {
      if (this.isLaterFragment) return
      const inner = innerOf(octets, end, this, this.#tunnels)
      if (!inner || packet.read(octets, inner.at, end, inner.link) !== undefined) return
      this.#become(packet)
    }
  }

  #become(other: PacketHeader): void {
    this.isIpv6 = other.isIpv6
    this.addressesAt = other.addressesAt
    this.protocol = other.protocol
    this.srcPort = other.srcPort
    this.dstPort = other.dstPort
    this.tcpFlags = other.tcpFlags
    this.ipOctets = other.ipOctets
    this.ipAt = other.ipAt
    this.transportAt = other.transportAt
    this.isFragment = other.isFragment
    this.isLaterFragment = other.isLaterFragment
    this.hasSegments = other.hasSegments
  }

  #readPacket(
    octets: Uint8Array,
    at: number,
    end: number,
    link: LinkType,
  ): DecodeErrorCode | undefined {
    const ipAt = findIp(octets, at, end, link)
    if (ipAt === NOT_IP) return 'RECORD_NOT_IP'
    if (ipAt === CUT_OFF || ipAt >= end) return 'PACKET_HEADER_TRUNCATED'
    this.ipAt = ipAt
    this.srcPort = 0
    this.dstPort = 0
    this.tcpFlags = 0
    this.isFragment = false
    this.isLaterFragment = false
    this.hasSegments = false
    const version = octets[ipAt]! >> 4
    if (version === 4) return this.#readIpv4(octets, ipAt, end)
    if (version === 6) return this.#readIpv6(octets, ipAt, end)
    return 'RECORD_NOT_IP'
  }

  #readIpv4(octets: Uint8Array, at: number, end: number): DecodeErrorCode | undefined {
    if (at + 20 > end) return 'PACKET_HEADER_TRUNCATED'
    const headerOctets = (octets[at]! & 15) * 4
    if (headerOctets < 20) return 'RECORD_NOT_IP'
    const fragment = word(octets, at + 6)
    this.isIpv6 = false
    this.addressesAt = at + 12
    this.protocol = octets[at + 9]!
    this.ipOctets = word(octets, at + 2)
    this.isFragment = (fragment & 0x3fff) !== 0
    if (this.isFragment) {
      this.fragmentId = word(octets, at + 4)
      this.#setFragment((fragment & 0x1fff) * 8, (fragment & 0x2000) !== 0)
    }
    return this.#readTransport(octets, at + headerOctets, end)
  }

  #readIpv6(octets: Uint8Array, at: number, end: number): DecodeErrorCode | undefined {
    if (at + 40 > end) return 'PACKET_HEADER_TRUNCATED'
    const payloadOctets = word(octets, at + 4)
    this.isIpv6 = true
    this.addressesAt = at + 8
    this.ipOctets = payloadOctets === 0 ? 0 : payloadOctets + 40
    let next = octets[at + 6]!
    let offset = at + 40
    for (let count = 0; count < EXTENSION_COUNT_MAX && EXTENSIONS.has(next); count++) {
      if (offset + 8 > end) {
        this.protocol = next
        return 'PACKET_HEADER_TRUNCATED'
      }
      const units = octets[offset + 1]!
      const header = next
      if (header === FRAGMENT) {
        const fragment = word(octets, offset + 2)
        this.isFragment = (fragment & 0xfff9) !== 0
        this.fragmentId = word(octets, offset + 4) * 65536 + word(octets, offset + 6)
        this.#setFragment(fragment & 0xfff8, (fragment & 1) !== 0)
      }
      if (header === ROUTING && octets[offset + 2] === SEGMENT_ROUTING) this.hasSegments = true
      next = octets[offset]!
      offset +=
        header === FRAGMENT ? 8 : header === AUTHENTICATION ? (units + 2) * 4 : units * 8 + 8
      // Behind the offset of a later fragment comes payload, not another header.
      if (this.isLaterFragment) break
    }
    this.protocol = next
    return this.#readTransport(octets, offset, end)
  }

  #setFragment(offset: number, hasMore: boolean): void {
    this.fragmentOffset = offset
    this.hasMoreFragments = hasMore
    this.isLaterFragment = offset > 0
  }

  #readTransport(octets: Uint8Array, at: number, end: number): DecodeErrorCode | undefined {
    this.transportAt = at
    if (this.isLaterFragment) return undefined
    switch (this.protocol) {
      case 6:
      case 17:
      case 33:
      case 132:
      case 136: {
        if (at + 4 > end) return 'PACKET_HEADER_TRUNCATED'
        this.srcPort = word(octets, at)
        this.dstPort = word(octets, at + 2)
        // Some switches sample 64 octets, which over IPv6 or behind tags ends before the flags: who
        // talked to whom is still true.
        if (this.protocol === 6 && at + 14 <= end) this.tcpFlags = octets[at + 13]!
        return undefined
      }
      case 1:
      case 58:
        if (at + 2 > end) return 'PACKET_HEADER_TRUNCATED'
        this.dstPort = word(octets, at)
        return undefined
      default:
        return undefined
    }
  }
}

/** RFC 8200 §4 names four before the transport header; more than this many is an attack. */
const EXTENSION_COUNT_MAX = 8
const ROUTING = 43
/** RFC 8754. */
const SEGMENT_ROUTING = 4
const FRAGMENT = 44
const AUTHENTICATION = 51
/** Hop-by-hop, routing, fragment, authentication, destination, mobility, HIP, shim6. */
const EXTENSIONS: ReadonlySet<number> = new Set([
  0,
  ROUTING,
  FRAGMENT,
  AUTHENTICATION,
  60,
  135,
  139,
  140,
])

function word(octets: Uint8Array, at: number): number {
  return octets[at]! * 256 + octets[at + 1]!
}
