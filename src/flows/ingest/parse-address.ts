import { ADDRESS_OCTETS, parseAddress } from '../../core/address.ts'

/** A file may hold any number of addresses; the cache is emptied when it holds this many. */
const CACHE_COUNT_MAX = 65_536
const ZERO = 0x30
const DOT = 0x2e

/** Address text to 16 octets, for files: IPv4 without making a string, IPv6 through a bounded cache. */
export class AddressParser {
  readonly #cache = new Map<string, Uint8Array | undefined>()

  /** Writes the address to `target`; false when the span is not an address. */
  parse(bytes: Buffer, start: number, end: number, target: Uint8Array): boolean {
    if (parseIpv4(bytes, start, end, target)) return true
    if (end - start > 45) return false
    const octets = this.#lookUp(bytes.toString('latin1', start, end))
    if (!octets) return false
    target.set(octets)
    return true
  }

  #lookUp(text: string): Uint8Array | undefined {
    const known = this.#cache.get(text)
    if (known || this.#cache.has(text)) return known
    if (this.#cache.size >= CACHE_COUNT_MAX) this.#cache.clear()
    const octets = parseAddress(text)
    this.#cache.set(text, octets)
    return octets
  }
}

/** True for `30:75:12:ad:fb:8a`: what flow tools print where a frame had no IP in it. */
export function isHardwareAddress(bytes: Buffer, start: number, end: number): boolean {
  return (
    end - start === 17 &&
    /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(bytes.toString('latin1', start, end))
  )
}

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
    // A leading zero is octal to some readers and decimal to others.
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
