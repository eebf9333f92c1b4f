import { protocolNumber } from '../../../core/protocol.ts'

/** Returned for rows about frames that are not IP. */
export const NOT_IP = -2

/** Names that flow tools print and core does not: Argus tells some applications apart by content. */
const OTHER_NAMES: ReadonlyMap<string, number> = new Map([
  ['rtp', 17],
  ['rtcp', 17],
  ['udt', 17],
  ['icmp6', 58],
  ['icmpv6', 58],
  ['egp', 8],
  ['igp', 9],
  ['rsvp', 46],
  ['ah', 51],
  ['eigrp', 88],
  ['ospfigp', 89],
  ['ipip', 4],
  ['pim', 103],
  ['vrrp', 112],
  ['l2tp', 115],
  ['udplite', 136],
  ['arp', NOT_IP],
  ['rarp', NOT_IP],
  ['llc', NOT_IP],
  ['lldp', NOT_IP],
  ['stp', NOT_IP],
  ['cdp', NOT_IP],
  ['ipx', NOT_IP],
  ['ipx/spx', NOT_IP],
  ['isis', NOT_IP],
  ['ether', NOT_IP],
  ['eth', NOT_IP],
  ['man', NOT_IP],
  ['unknown_transport', NOT_IP],
])

/** The protocol's number, `NOT_IP`, or -1 when the name means nothing here. */
export function parseProtocol(bytes: Buffer, start: number, end: number): number {
  if (end - start === 3 && bytes[start + 2] === 0x70) {
    if (bytes[start] === 0x74 && bytes[start + 1] === 0x63) return 6
    if (bytes[start] === 0x75 && bytes[start + 1] === 0x64) return 17
  }
  const name = bytes.toString('latin1', start, Math.min(end, start + 32)).toLowerCase()
  return OTHER_NAMES.get(name) ?? protocolNumber(name) ?? -1
}

/** TCP, UDP, SCTP and UDP-Lite. */
export const hasPorts = (protocol: number): boolean =>
  protocol === 6 || protocol === 17 || protocol === 132 || protocol === 136
