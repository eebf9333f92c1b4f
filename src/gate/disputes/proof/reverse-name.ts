import { isIpv4Mapped, parseAddress } from '../../../core/address.ts'

/** `192.0.2.1` → `1.2.0.192.in-addr.arpa` (RFC 1035 §3.5), IPv6 by nibbles under `ip6.arpa` (RFC 3596 §2.5). */
export function reverseName(address: string): string {
  const octets = parseAddress(address)
  if (!octets) throw new Error('only an address has a reverse name')
  if (isIpv4Mapped(octets)) return `${[...octets.subarray(12)].reverse().join('.')}.in-addr.arpa`
  const nibbles = Buffer.from(octets).toString('hex').split('').reverse()
  return `${nibbles.join('.')}.ip6.arpa`
}
