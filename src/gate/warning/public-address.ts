import ipaddr from 'ipaddr.js'
import { parsePrefix, prefixContains } from '../../core/prefix.ts'

/**
 * Documentation and benchmarking prefixes (RFC 5737, 3849, 9637, 2544): nobody's service. A simulated
 * country and the demonstration are made of them, so a hub that is told it is synthetic takes them.
 */
const SYNTHETIC = [
  '192.0.2.0/24',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '198.18.0.0/15',
  '2001:db8::/32',
  '3fff::/20',
].map((text) => parsePrefix(text)!)

/** What IANA has given out for global unicast in IPv6; the rest of the space is nobody's. */
const GLOBAL_IPV6 = parsePrefix('2000::/3')!

/**
 * Whether an address can be somebody's service on the Internet (IANA special-purpose registries, RFC 6890).
 * Addresses that stand for others (6to4, Teredo, NAT64) are refused: acting on them hits whoever shares
 * the relay.
 */
export function isPublicAddress(octets: Uint8Array): boolean {
  const address = ipaddr.fromByteArray([...octets])
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress())
    return address.toIPv4Address().range() === 'unicast'
  return address.range() === 'unicast' && prefixContains(GLOBAL_IPV6, octets)
}

export function isSyntheticAddress(octets: Uint8Array): boolean {
  return SYNTHETIC.some((prefix) => prefixContains(prefix, octets))
}
