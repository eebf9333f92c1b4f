import { ADDRESS_OCTETS, parseAddress } from '../../../core/address.ts'

const ZERO = 0x30
const DOT = 0x2e
const COLON = 0x3a
const TEXT_LENGTH_MAX = 45

/**
 * Writes the 16 octets of the address in `bytes` from `start` to `end` to `target`; false when it is
 * no address. Answers as core's parseAddress does, without a string: IPv6 takes 17 µs there, and a
 * log has two addresses a row.
 */
export function parseAddressField(
  bytes: Buffer,
  start: number,
  end: number,
  target: Uint8Array,
): boolean {
  if (parseIpv4(bytes, start, end, target) || parseIpv6(bytes, start, end, target)) return true
  if (end - start > TEXT_LENGTH_MAX) return false
  const octets = parseAddress(bytes.toString('latin1', start, end))
  if (!octets) return false
  target.set(octets)
  return true
}

/** True for `30:75:12:ad:fb:8a`: what flow tools print where a frame had no IP in it. */
export function isHardwareAddress(bytes: Buffer, start: number, end: number): boolean {
  return (
    end - start === 17 &&
    /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(bytes.toString('latin1', start, end))
  )
}

/** Four decimal parts without leading zeros. */
function parseIpv4(bytes: Buffer, start: number, end: number, target: Uint8Array): boolean {
  if (end - start < 7 || end - start > 15) return false
  let at = start
  for (let part = 12; part < ADDRESS_OCTETS; part++) {
    const first = at
    let value = 0
    for (; at < end && at < first + 3; at++) {
      const digit = bytes[at]! - ZERO
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
    }
    if (at === first || value > 255 || (bytes[first] === ZERO && at > first + 1)) return false
    target[part] = value
    if (part < 15 && bytes[at++] !== DOT) return false
  }
  if (at !== end) return false
  target.fill(0, 0, 10)
  target[10] = 0xff
  target[11] = 0xff
  return true
}

/** Groups of hexadecimal digits with at most one `::`; not the form that ends in an IPv4 address. */
function parseIpv6(bytes: Buffer, start: number, end: number, target: Uint8Array): boolean {
  if (end - start < 2 || end - start > 39) return false
  let at = start
  let length = 0
  let gapAt = -1
  if (bytes[at] === COLON) {
    if (bytes[at + 1] !== COLON) return false
    gapAt = 0
    at += 2
  }
  while (at < end) {
    const first = at
    let group = 0
    for (; at < end && at < first + 4; at++) {
      const digit = hexadecimalDigit(bytes[at]!)
      if (digit < 0) break
      group = group * 16 + digit
    }
    if (at === first || length === ADDRESS_OCTETS) return false
    target[length++] = group >> 8
    target[length++] = group & 0xff
    if (at === end) break
    if (bytes[at++] !== COLON || at === end) return false
    if (bytes[at] !== COLON) continue
    if (gapAt >= 0) return false
    gapAt = length
    at++
  }
  if (gapAt < 0) return length === ADDRESS_OCTETS
  if (length === ADDRESS_OCTETS) return false
  target.copyWithin(ADDRESS_OCTETS - (length - gapAt), gapAt, length)
  target.fill(0, gapAt, ADDRESS_OCTETS - (length - gapAt))
  return true
}

function hexadecimalDigit(octet: number): number {
  if (octet >= ZERO && octet <= 0x39) return octet - ZERO
  const letter = (octet | 0x20) - 0x61
  return letter >= 0 && letter <= 5 ? letter + 10 : -1
}
