/**
 * IP addresses as 16 octets in network order. IPv4 is held as IPv4-mapped IPv6 (RFC 4291 §2.5.5.2),
 * so one column, one comparison and one map key serve both families.
 */
import ipaddr from 'ipaddr.js'

export const ADDRESS_OCTETS = 16

/** Text → 16 octets, or `undefined` when it is not an address. Accepts no zone, prefix or port. */
export function parseAddress(text: string): Uint8Array | undefined {
  if (text.includes('%')) return undefined
  const hasColon = text.includes(':')
  // Not asked of what is IPv6: the library finds out by throwing, which costs 50 µs.
  const isIpv4 = !hasColon && ipaddr.IPv4.isValidFourPartDecimal(text)
  if (!isIpv4 && !(hasColon && ipaddr.IPv6.isValid(text))) return undefined
  // Each by its own parser: the library's own mapping of IPv4 goes over text, and most addresses are IPv4.
  const parsed = (isIpv4 ? ipaddr.IPv4.parse(text) : ipaddr.IPv6.parse(text)).toByteArray()
  const octets = new Uint8Array(ADDRESS_OCTETS)
  if (isIpv4) octets.fill(0xff, 10, 12)
  octets.set(parsed, ADDRESS_OCTETS - parsed.length)
  return octets
}

/** 16 octets → `192.0.2.1` when IPv4-mapped, else the canonical text of RFC 5952. */
export function formatAddress(octets: Uint8Array, offset = 0): string {
  if (isIpv4Mapped(octets, offset))
    return `${octets[offset + 12]}.${octets[offset + 13]}.${octets[offset + 14]}.${octets[offset + 15]}`
  return ipaddr.fromByteArray([...octets.subarray(offset, offset + ADDRESS_OCTETS)]).toString()
}

export function isIpv4Mapped(octets: Uint8Array, offset = 0): boolean {
  for (let i = 0; i < 10; i++) if (octets[offset + i] !== 0) return false
  return octets[offset + 10] === 0xff && octets[offset + 11] === 0xff
}

/** The one spelling of an address, or `undefined`: `::ffff:192.0.2.1` and `192.0.2.1` are the same. */
export function canonicalAddress(text: string): string | undefined {
  const octets = parseAddress(text)
  return octets && formatAddress(octets)
}
