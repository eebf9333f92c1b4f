import { ADDRESS_OCTETS, formatAddress, isIpv4Mapped, parseAddress } from './address.ts'

/** An address prefix; `length` counts bits of the 128-bit form, so IPv4 /24 has length 120. */
export type Prefix = { readonly octets: Uint8Array; readonly length: number }

/** `192.0.2.0/24`, `2001:db8::/32` or a bare address (a host prefix); `undefined` when malformed. */
export function parsePrefix(text: string): Prefix | undefined {
  const [addressText, lengthText, ...rest] = text.split('/')
  const octets = parseAddress(addressText ?? '')
  if (!octets || rest.length > 0) return undefined
  const familyBits = addressText!.includes(':') ? 128 : 32
  if (lengthText !== undefined && !/^\d{1,3}$/.test(lengthText)) return undefined
  const given = lengthText === undefined ? familyBits : Number(lengthText)
  if (given > familyBits) return undefined
  const length = given + (128 - familyBits)
  return { octets: masked(octets, length), length }
}

export function formatPrefix(prefix: Prefix): string {
  const isV4 = isIpv4Mapped(prefix.octets) && prefix.length >= 96
  return `${formatAddress(prefix.octets)}/${isV4 ? prefix.length - 96 : prefix.length}`
}

export function prefixContains(prefix: Prefix, address: Uint8Array): boolean {
  const whole = prefix.length >> 3
  for (let i = 0; i < whole; i++) if (prefix.octets[i] !== address[i]) return false
  const rest = prefix.length & 7
  if (rest === 0) return true
  const mask = (0xff << (8 - rest)) & 0xff
  return (prefix.octets[whole]! & mask) === (address[whole]! & mask)
}

/** The address with all bits beyond `length` of the 128 cleared. */
export function masked(octets: Uint8Array, length: number): Uint8Array {
  const result = new Uint8Array(ADDRESS_OCTETS)
  for (let i = 0; i < ADDRESS_OCTETS; i++) {
    const bits = Math.min(8, Math.max(0, length - i * 8))
    result[i] = octets[i]! & ((0xff << (8 - bits)) & 0xff)
  }
  return result
}
