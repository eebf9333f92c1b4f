import { ADDRESS_OCTETS } from '../../../core/address.ts'
import { PROTOCOL_UDP } from '../../../core/protocol.ts'
import { findIpOfType } from '../../wire/packet/link-header.ts'
import { PacketHeader } from '../../wire/packet/packet-header.ts'
import type { CapturedPacket } from './captured-packet.ts'
import { FragmentAssembler } from './fragment-assembler.ts'

export type CapturedDatagram = {
  /** Epoch milliseconds, with a fraction. */
  readonly atMs: number
  /** 16 octets, as in core/address. */
  readonly srcAddress: Uint8Array
  readonly dstAddress: Uint8Array
  readonly srcPort: number
  readonly dstPort: number
  readonly payload: Uint8Array
}

/** Counts while a capture is read; whoever passes one sees what was left out. */
export class CaptureCounts {
  packets = 0
  datagrams = 0
  /** IP fragments that did not make a whole packet. */
  fragments = 0
  /** Anything that is not UDP over IP. */
  others = 0
  /** UDP cut off by the capture's snapshot length. */
  cutOff = 0
}

const UDP_HEADER_OCTETS = 8

/** Finds the UDP datagram in a captured packet, or counts why there is none. */
export class UdpFinder {
  readonly #counts: CaptureCounts
  readonly #header = new PacketHeader()
  readonly #fragments = new FragmentAssembler()

  constructor(counts: CaptureCounts) {
    this.#counts = counts
  }

  find({ atMs, link, octets }: CapturedPacket): CapturedDatagram | undefined {
    const counts = this.#counts
    const header = this.#header
    const ipAt = cookedOffset(link, octets)
    const refusal =
      ipAt === undefined
        ? header.read(
            octets,
            0,
            octets.length,
            link === 'mpls' || link === 'ip' ? link : 'ethernet',
          )
        : ipAt < 0
          ? 'RECORD_NOT_IP'
          : header.read(octets, ipAt, octets.length, 'ip')
    if (refusal === 'PACKET_HEADER_TRUNCATED') counts.cutOff++
    else if (refusal) counts.others++
    else if (header.protocol !== PROTOCOL_UDP) counts.others++
    else if (header.isFragment) {
      const content = this.#fragments.add(header, octets)
      counts.fragments = this.#fragments.uselessCount
      if (content) return this.#datagram(atMs, octets, content, 0)
    } else return this.#datagram(atMs, octets, octets, header.transportAt)
    return undefined
  }

  /** `content` holds the UDP header at `at`: the packet itself, or what its fragments made. */
  #datagram(
    atMs: number,
    packet: Uint8Array,
    content: Uint8Array,
    at: number,
  ): CapturedDatagram | undefined {
    const { addressesAt, isIpv6 } = this.#header
    const payloadAt = at + UDP_HEADER_OCTETS
    const udpOctets = payloadAt > content.length ? 0 : word(content, at + 4)
    const end = at + udpOctets
    if (udpOctets < UDP_HEADER_OCTETS || end > content.length) {
      this.#counts.cutOff++
      return undefined
    }
    this.#counts.datagrams++
    const width = isIpv6 ? 16 : 4
    return {
      atMs,
      srcAddress: address(packet, addressesAt, isIpv6),
      dstAddress: address(packet, addressesAt + width, isIpv6),
      srcPort: word(content, at),
      dstPort: word(content, at + 2),
      payload: content.subarray(payloadAt, end),
    }
  }
}

/** Where IP starts behind a pseudo header of the capture; `undefined` = it has none, -1 = no IP. */
function cookedOffset(link: CapturedPacket['link'], octets: Uint8Array): number | undefined {
  switch (link) {
    // Four octets of address family in the byte order of whoever captured; the version tells as well.
    case 'loopback':
      return 4
    case 'cooked':
      return findIpOfType(octets, 16, octets.length, word(octets, 14))
    case 'cooked2':
      return findIpOfType(octets, 20, octets.length, word(octets, 0))
    default:
      return undefined
  }
}

function word(octets: Uint8Array, at: number): number {
  return (octets[at] ?? 0) * 256 + (octets[at + 1] ?? 0)
}

function address(octets: Uint8Array, at: number, isIpv6: boolean): Uint8Array {
  if (isIpv6) return octets.slice(at, at + ADDRESS_OCTETS)
  const mapped = new Uint8Array(ADDRESS_OCTETS)
  mapped[10] = 0xff
  mapped[11] = 0xff
  mapped.set(octets.subarray(at, at + 4), 12)
  return mapped
}
