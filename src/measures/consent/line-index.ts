import { isIpv4Mapped } from '../../core/address.ts'
import type { Prefix } from '../../core/prefix.ts'
import { firstBits } from '../../core/prefix-map.ts'
import { readLinePrefix } from './line-prefix.ts'

export type HeldLine = { readonly prefix: string; readonly subscriber: string }
type Held = HeldLine & { readonly place: Prefix; readonly isIpv4: boolean }

/** IPv4 lies below 96 bits that are the same for all of it; to file it under fewer would be one heap. */
const IPV4_BITS_BEFORE = 96

/**
 * Whose line a prefix is, and which lines overlap with another, in a look-up for each length that is in use. Beside
 * every line's own place it is filed under each shorter length that anybody asked for: a delegation of /56 finds the
 * addresses within it without walking through all of them, however many lines there are.
 */
export class LineIndex {
  /** Number of bits → their value → the line that is this prefix. */
  readonly #exact = new Map<number, Map<string, Held>>()
  /** Number of bits → their value → lines that are this prefix or lie within. */
  readonly #within = new Map<number, Map<string, Set<Held>>>()

  /** @param text a canonical line prefix @param known the same as octets, where somebody has read it */
  set(text: string, subscriber: string, known?: Prefix): void {
    const place = known ?? readLinePrefix(text)
    if (!place) throw new Error('a line that is held is a prefix')
    const before = this.#exact.get(place.length)?.get(firstBits(place.octets, place.length))
    if (before) this.#remove(before)
    const held = { prefix: text, subscriber, place, isIpv4: isIpv4Mapped(place.octets) }
    const lines = this.#exact.get(place.length) ?? new Map<string, Held>()
    lines.set(firstBits(place.octets, place.length), held)
    this.#exact.set(place.length, lines)
    for (const [length, filed] of this.#within) file(filed, length, held)
  }

  /** Only where it is still this subscriber's. */
  delete(text: string, subscriber: string): void {
    const place = readLinePrefix(text)
    const held = place && this.#exact.get(place.length)?.get(firstBits(place.octets, place.length))
    if (held?.subscriber === subscriber) this.#remove(held)
  }

  /** The line that holds an address. */
  find(address: Uint8Array): HeldLine | undefined {
    for (const [length, lines] of this.#exact) {
      const held = lines.get(firstBits(address, length))
      if (held) return held
    }
    return undefined
  }

  /** Lines that hold this prefix, are it, or lie within it. */
  overlapping({ octets, length }: Prefix): HeldLine[] {
    const found: HeldLine[] = []
    for (const [shorter, lines] of this.#exact) {
      const held = shorter < length ? lines.get(firstBits(octets, shorter)) : undefined
      if (held) found.push(held)
    }
    const inside = this.#filedUnder(length).get(firstBits(octets, length))
    return inside ? [...found, ...inside] : found
  }

  #remove(held: Held): void {
    const { octets, length } = held.place
    const lines = this.#exact.get(length)
    lines?.delete(firstBits(octets, length))
    if (lines?.size === 0) this.#exact.delete(length)
    for (const [shorter, filed] of this.#within) {
      const value = firstBits(octets, shorter)
      const there = filed.get(value)
      there?.delete(held)
      if (there?.size === 0) filed.delete(value)
    }
  }

  /** Made when first asked for: there are no more lengths than bits, and a carrier uses a handful. */
  #filedUnder(length: number): Map<string, Set<Held>> {
    const known = this.#within.get(length)
    if (known) return known
    const filed = new Map<string, Set<Held>>()
    for (const lines of this.#exact.values())
      for (const held of lines.values()) file(filed, length, held)
    this.#within.set(length, filed)
    return filed
  }
}

function file(filed: Map<string, Set<Held>>, length: number, held: Held): void {
  if (held.place.length < length || (held.isIpv4 && length <= IPV4_BITS_BEFORE)) return
  const value = firstBits(held.place.octets, length)
  const there = filed.get(value)
  if (there) there.add(held)
  else filed.set(value, new Set([held]))
}
