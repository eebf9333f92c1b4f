/** Finds the packet that a tunnel carries: the one place that knows tunnels. */
import type { LinkType } from './link-header.ts'

export const TUNNELS = ['gre', 'vxlan', 'ipip', 'srv6'] as const

/**
 * gre: RFC 2784, 2890 (IPv4, IPv6, MPLS or Ethernet inside) · vxlan: RFC 7348 on its own port ·
 * ipip: IPv4 or IPv6 directly inside an IP packet (RFC 2003, 4213, 2473) · srv6: the same, and Ethernet,
 * inside IPv6 with or without a segment routing header (RFC 8986).
 */
export type Tunnel = (typeof TUNNELS)[number]

/** The headers of the packet that may be a tunnel's. */
export type Carrier = {
  readonly isIpv6: boolean
  readonly hasSegments: boolean
  readonly protocol: number
  readonly dstPort: number
  readonly transportAt: number
}

export type Inner = { readonly at: number; readonly link: LinkType }

const IPV4_INSIDE = 4
const IPV6_INSIDE = 41
const GRE = 47
const ETHERNET_INSIDE = 143
const UDP = 17
const VXLAN_PORT = 4789
const UDP_OCTETS = 8
const VXLAN_OCTETS = 8
const VXLAN_HAS_ID = 0x08

/** Where the inner packet starts, if `carrier` is one of `tunnels` and its header is there. */
export function innerOf(
  octets: Uint8Array,
  end: number,
  carrier: Carrier,
  tunnels: ReadonlySet<Tunnel>,
): Inner | undefined {
  const { protocol, transportAt: at } = carrier
  switch (protocol) {
    case IPV4_INSIDE:
    case IPV6_INSIDE: {
      const isSrv6 = carrier.isIpv6 && tunnels.has('srv6')
      const isIpip = !carrier.hasSegments && tunnels.has('ipip')
      return isSrv6 || isIpip ? { at, link: 'ip' } : undefined
    }
    case ETHERNET_INSIDE:
      return carrier.isIpv6 && tunnels.has('srv6') ? { at, link: 'ethernet' } : undefined
    case GRE:
      return tunnels.has('gre') ? insideGre(octets, at, end) : undefined
    case UDP: {
      if (carrier.dstPort !== VXLAN_PORT || !tunnels.has('vxlan')) return undefined
      const header = at + UDP_OCTETS
      if (header + VXLAN_OCTETS > end || (octets[header]! & VXLAN_HAS_ID) === 0) return undefined
      return { at: header + VXLAN_OCTETS, link: 'ethernet' }
    }
    default:
      return undefined
  }
}

const GRE_CHECKSUM = 0x8000
const GRE_ROUTING = 0x4000
const GRE_KEY = 0x2000
const GRE_SEQUENCE = 0x1000
const GRE_VERSION = 0x0007
const GRE_LINKS: ReadonlyMap<number, LinkType> = new Map([
  [0x0800, 'ip'],
  [0x86dd, 'ip'],
  [0x8847, 'mpls'],
  [0x8848, 'mpls'],
  [0x6558, 'ethernet'],
])

function insideGre(octets: Uint8Array, at: number, end: number): Inner | undefined {
  if (at + 4 > end) return undefined
  const flags = octets[at]! * 256 + octets[at + 1]!
  // Source routing was withdrawn (RFC 2784); version 1 is PPTP.
  if ((flags & (GRE_ROUTING | GRE_VERSION)) !== 0) return undefined
  const link = GRE_LINKS.get(octets[at + 2]! * 256 + octets[at + 3]!)
  if (!link) return undefined
  let start = at + 4
  for (const option of [GRE_CHECKSUM, GRE_KEY, GRE_SEQUENCE]) if ((flags & option) !== 0) start += 4
  return { at: start, link }
}
