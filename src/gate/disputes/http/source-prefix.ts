import { isIpv4Mapped, parseAddress } from '../../../core/address.ts'
import { formatPrefix } from '../../../core/prefix.ts'

/** In bits of the 128-bit form: /24 of IPv4, and what one customer has of IPv6 at most (RFC 6177). */
const IPV4_LENGTH = 96 + 24
const IPV6_LENGTH = 48

/** Whose requests count together: one person has many addresses of IPv6. Kept in memory only. */
export function sourcePrefix(address: string): string {
  const octets = parseAddress(address)
  if (!octets) return 'unknown'
  const length = isIpv4Mapped(octets) ? IPV4_LENGTH : IPV6_LENGTH
  const masked = octets.map((octet, index) => (index < length / 8 ? octet : 0))
  return formatPrefix({ octets: masked, length })
}
