import { PROTOCOL_TCP, PROTOCOL_UDP } from '../../core/protocol.ts'
import type { SeededRandom } from '../../core/random.ts'
import { binomial } from '../traffic/draw.ts'
import { TCP_ACK, TCP_FIN, TCP_PSH, TCP_RST, TCP_SYN } from '../traffic/transport.ts'

const SEGMENT_OCTETS = 1400

/**
 * The packets of one direction of a conversation, told apart as far as sampling needs: the opening
 * one, the closing one, those with payload, bare acknowledgements.
 */
export class PacketTrain {
  count = 0
  octets = 0
  flags = 0
  #isTcp = false
  #headerOctets = 0
  #payloadPackets = 0

  load(protocol: number, isIpv4: boolean, count: number, octets: number, flags: number): void {
    this.count = count
    this.octets = octets
    this.flags = flags
    this.#isTcp = protocol === PROTOCOL_TCP
    if (count === 0) return
    const ip = isIpv4 ? 20 : 40
    const mean = Math.floor(octets / count)
    const header = protocol === PROTOCOL_UDP ? ip + 8 : mean < ip + 32 ? ip + 20 : ip + 32
    this.#headerOctets = Math.min(header, mean)
    const payload = octets - count * this.#headerOctets
    const isUniform = !this.#isTcp || (flags & ~TCP_SYN) === 0
    this.#payloadPackets = isUniform ? count : Math.min(count, Math.ceil(payload / SEGMENT_OCTETS))
  }

  /** Octets of `sampled` of these packets, `payloadPackets` of them with payload. */
  octetsOf(sampled: number, payloadPackets: number): number {
    if (sampled === this.count) return this.octets
    if (this.#payloadPackets === 0) return Math.round((sampled * this.octets) / this.count)
    const payload = this.octets - this.count * this.#headerOctets
    return Math.round(
      sampled * this.#headerOctets + payloadPackets * (payload / this.#payloadPackets),
    )
  }

  drawPayloadPackets(sampled: number, random: SeededRandom): number {
    if (sampled === this.count || !this.#isTcp) return Math.min(sampled, this.#payloadPackets)
    return binomial(random, sampled, this.#payloadPackets / this.count)
  }

  /** Union of the flags of `sampled` packets. `holds…`: whether the piece has that end of the train. */
  flagsOf(
    sampled: number,
    payloadPackets: number,
    holdsOpening: boolean,
    holdsClosing: boolean,
    pieceCount: number,
    random: SeededRandom,
  ): number {
    if (!this.#isTcp) return 0
    // All packets of a mere attempt are SYNs; all answers of a refusing host are resets.
    if ((this.flags & TCP_ACK) === 0 && (this.flags & TCP_RST) === 0) return this.flags
    const share = sampled / pieceCount
    let flags = 0
    let rest = sampled
    if (holdsOpening && this.flags & TCP_SYN && random.next() < share) {
      // A SYN that was answered in the other direction is bare; the answer carries ACK.
      flags |= TCP_SYN
      rest--
    }
    if (holdsClosing && this.flags & (TCP_FIN | TCP_RST) && random.next() < share)
      flags |= this.flags & (TCP_FIN | TCP_RST | TCP_ACK)
    if (rest > 0) flags |= this.flags & TCP_ACK
    if (payloadPackets > 0) flags |= this.flags & (TCP_PSH | TCP_ACK)
    return flags === 0 ? this.flags & TCP_ACK : flags
  }
}
