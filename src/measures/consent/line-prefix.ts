import { isIpv4Mapped } from '../../core/address.ts'
import { formatPrefix, type Prefix, parsePrefix } from '../../core/prefix.ts'

/** The widest that one line can be: a /16 of IPv4, a /32 of IPv6 is a provider's and not a customer's. */
const IPV4_BITS_MIN = 96 + 16
const IPV6_BITS_MIN = 32

/** `undefined` for what cannot be one subscriber's. */
export function readLinePrefix(text: string): Prefix | undefined {
  const prefix = parsePrefix(text.trim())
  if (!prefix) return undefined
  const isV4 = isIpv4Mapped(prefix.octets) && prefix.length >= 96
  // What begins with zeros is no customer's, and holds the space into which IPv4 is mapped.
  if (!isV4 && prefix.octets[0] === 0) return undefined
  return prefix.length >= (isV4 ? IPV4_BITS_MIN : IPV6_BITS_MIN) ? prefix : undefined
}

/** A prefix in its one spelling, and as octets: read once, used by whoever compares. */
export type LinePlace = { readonly text: string; readonly place: Prefix }

export function readLinePlace(text: string): LinePlace | undefined {
  const place = readLinePrefix(text)
  return place && { text: formatPrefix(place), place }
}

export const canonicalLine = (text: string): string | undefined => readLinePlace(text)?.text

export const familyOf = (prefix: string): 'ipv4' | 'ipv6' =>
  prefix.includes(':') ? 'ipv6' : 'ipv4'
