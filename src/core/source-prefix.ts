import { isIpv4Mapped, parseAddress } from './address.ts'
import { formatPrefix, masked } from './prefix.ts'

/** Where 128-bit forms of IPv4 addresses begin to differ. */
const IPV4_OFFSET = 96
/** What one customer has of IPv6 at most (RFC 6177). */
const IPV6_LENGTH = 48

/**
 * Whose requests count together against a limit: one person has many addresses of IPv6. Kept in memory only.
 *
 * @param ipv4Length bits of IPv4 that count together, 32 where several may stand behind one network
 */
export function sourcePrefix(address: string, ipv4Length: 24 | 32): string {
  const octets = parseAddress(address)
  if (!octets) return 'unknown'
  const length = isIpv4Mapped(octets) ? IPV4_OFFSET + ipv4Length : IPV6_LENGTH
  return formatPrefix({ octets: masked(octets, length), length })
}
