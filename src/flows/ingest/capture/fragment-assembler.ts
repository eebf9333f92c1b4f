/**
 * Puts the fragments of IP packets together: a router whose export crosses a tunnel may send every
 * datagram in two. Bounded in packets and octets; where fragments overlap or do not fit nothing of the
 * packet is believed (RFC 5722).
 */
import type { PacketHeader } from '../../wire/packet/packet-header.ts'

/** Packets of which something is still missing. Loss makes more; the oldest give way. */
const PACKET_COUNT_MAX = 256
/** IP's own limit (RFC 791). */
const PACKET_OCTETS_MAX = 65_535
/** 65,535 octets over a link of 576; more fragments are an attack. */
const FRAGMENT_COUNT_MAX = 128

type Piece = { readonly offset: number; readonly octets: Uint8Array }
type Incomplete = { readonly pieces: Piece[]; length: number | undefined }

export class FragmentAssembler {
  readonly #incomplete = new Map<string, Incomplete>()
  #refusedCount = 0

  /** Fragments that are of no use, up to now and those that still wait. */
  get uselessCount(): number {
    let waiting = 0
    for (const { pieces } of this.#incomplete.values()) waiting += pieces.length
    return this.#refusedCount + waiting
  }

  /** Takes the fragment that `header` read in `octets`; returns the packet's content when it is whole. */
  add(header: PacketHeader, octets: Uint8Array): Uint8Array | undefined {
    const end = header.ipAt + header.ipOctets
    // A copy: a view would keep all that was read from the file with it.
    const piece = { offset: header.fragmentOffset, octets: octets.slice(header.transportAt, end) }
    const reach = piece.offset + piece.octets.length
    if (header.ipOctets === 0 || end > octets.length || reach > PACKET_OCTETS_MAX) {
      this.#refusedCount += 1
      return undefined
    }
    const key = keyOf(header, octets)
    const packet = this.#incomplete.get(key) ?? this.#begin(key)
    packet.pieces.push(piece)
    if (!header.hasMoreFragments) packet.length = reach
    if (packet.pieces.length > FRAGMENT_COUNT_MAX) this.#giveUp(key, packet)
    else if (packet.length !== undefined && octetCount(packet.pieces) >= packet.length) {
      const whole = joined(packet.pieces, packet.length)
      if (whole) this.#incomplete.delete(key)
      else this.#giveUp(key, packet)
      return whole
    }
    return undefined
  }

  #begin(key: string): Incomplete {
    if (this.#incomplete.size >= PACKET_COUNT_MAX) {
      const [oldest, packet] = this.#incomplete.entries().next().value!
      this.#giveUp(oldest, packet)
    }
    const packet: Incomplete = { pieces: [], length: undefined }
    this.#incomplete.set(key, packet)
    return packet
  }

  #giveUp(key: string, { pieces }: Incomplete): void {
    this.#refusedCount += pieces.length
    this.#incomplete.delete(key)
  }
}

/** Both addresses, the identification and the protocol (RFC 791, RFC 8200 §4.5). */
function keyOf(header: PacketHeader, octets: Uint8Array): string {
  const width = header.isIpv6 ? 32 : 8
  const addresses = octets.subarray(header.addressesAt, header.addressesAt + width)
  return `${Buffer.from(addresses).toString('hex')} ${header.fragmentId} ${header.protocol}`
}

function octetCount(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { octets }) => sum + octets.length, 0)
}

/** The pieces side by side without hole or overlap, or `undefined`. */
function joined(pieces: readonly Piece[], length: number): Uint8Array | undefined {
  const whole = new Uint8Array(length)
  let at = 0
  for (const { offset, octets } of [...pieces].sort((a, b) => a.offset - b.offset)) {
    if (offset !== at || at + octets.length > length) return undefined
    whole.set(octets, at)
    at += octets.length
  }
  return at === length ? whole : undefined
}
