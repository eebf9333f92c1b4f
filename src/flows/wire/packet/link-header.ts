/** Finds the IP header behind Ethernet, VLAN tags, MPLS labels, PPP, PPPoE, provider backbones and SNAP. */

export type LinkType = 'ethernet' | 'ip' | 'mpls' | 'ppp'

export const NOT_IP = -1
export const CUT_OFF = -2

/** Tags, labels and pseudowires on top of each other; real networks nest below eight. */
const NESTING_MAX = 16

/** The position of the IP header, `NOT_IP`, or `CUT_OFF` when `end` comes first. */
export function findIp(octets: Uint8Array, at: number, end: number, link: LinkType): number {
  if (link === 'ip') return at
  if (link === 'mpls') return behindMpls(octets, at, end, 0)
  if (link === 'ppp') return behindPpp(octets, at, end)
  return behindEthernet(octets, at, end, 0)
}

/** The position of the IP header, for a payload whose EtherType is known (Linux cooked captures). */
export function findIpOfType(octets: Uint8Array, at: number, end: number, type: number): number {
  return behindType(octets, at, end, type, 0)
}

function behindEthernet(octets: Uint8Array, at: number, end: number, depth: number): number {
  if (at + 14 > end) return CUT_OFF
  return behindType(octets, at + 14, end, word(octets, at + 12), depth)
}

function behindType(
  octets: Uint8Array,
  start: number,
  end: number,
  firstType: number,
  depth: number,
): number {
  let at = start
  let type = firstType
  for (let nesting = depth; nesting < NESTING_MAX; nesting++) {
    switch (type) {
      case 0x0800:
      case 0x86dd:
        return at
      case 0x8100: // 802.1Q
      case 0x88a8: // 802.1ad
      case 0x9100:
      case 0x9200:
      case 0x9300:
        if (at + 4 > end) return CUT_OFF
        type = word(octets, at + 2)
        at += 4
        break
      case 0x88e7: // 802.1ah: four octets of service tag, then the customer's frame
        return behindEthernet(octets, at + 4, end, nesting + 1)
      case 0x8847:
      case 0x8848:
        return behindMpls(octets, at, end, nesting + 1)
      case 0x8864: // PPPoE session: six octets, then the PPP protocol
        if (at + 8 > end) return CUT_OFF
        type = PPP_TYPES.get(word(octets, at + 6)) ?? 0
        at += 8
        break
      default: {
        // IEEE 802.3 puts a length here; SNAP carries the EtherType behind it.
        if (type > 1500 || type === 0) return NOT_IP
        if (at + 8 > end) return CUT_OFF
        if (word(octets, at) !== 0xaaaa || octets[at + 2] !== 3) return NOT_IP
        type = word(octets, at + 6)
        at += 8
      }
    }
  }
  return NOT_IP
}

/** RFC 1661, 1662: address and control may be left out, and the protocol's first octet where it is 0. */
function behindPpp(octets: Uint8Array, start: number, end: number): number {
  if (start + 4 > end) return CUT_OFF
  const at = word(octets, start) === 0xff03 ? start + 2 : start
  const isShort = (octets[at]! & 1) === 1
  const protocol = isShort ? octets[at]! : word(octets, at)
  const type = PPP_TYPES.get(protocol)
  return type === undefined ? NOT_IP : behindType(octets, at + (isShort ? 1 : 2), end, type, 0)
}

/**
 * MPLS does not say what it carries. The first four bits tell IP by its version; 0 is the control word
 * of an Ethernet pseudowire (RFC 4385). A pseudowire without one cannot be told from IP and is refused.
 */
function behindMpls(octets: Uint8Array, start: number, end: number, depth: number): number {
  let at = start
  for (let nesting = depth; nesting < NESTING_MAX; nesting++) {
    if (at + 4 > end) return CUT_OFF
    const isBottom = (octets[at + 2]! & 1) === 1
    at += 4
    if (!isBottom) continue
    if (at >= end) return CUT_OFF
    const nibble = octets[at]! >> 4
    if (nibble === 4 || nibble === 6) return at
    if (nibble !== 0) return NOT_IP
    return behindEthernet(octets, at + 4, end, nesting + 1)
  }
  return NOT_IP
}

const PPP_TYPES: ReadonlyMap<number, number> = new Map([
  [0x0021, 0x0800],
  [0x0057, 0x86dd],
  [0x0281, 0x8847],
])

function word(octets: Uint8Array, at: number): number {
  return octets[at]! * 256 + octets[at + 1]!
}
