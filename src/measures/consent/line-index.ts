import { type Prefix, prefixContains } from '../../core/prefix.ts'
import { readLinePrefix } from './line-prefix.ts'

export type HeldLine = { readonly prefix: string; readonly subscriber: string }
type Held = HeldLine & { readonly octets: Prefix }

/**
 * Whose line a prefix is, and which lines overlap with another. By length and value, so that assigning an address
 * costs a handful of look-ups however many lines there are.
 */
export class LineIndex {
  /** Number of bits → their value → the line. */
  readonly #byLength = new Map<number, Map<string, Held>>()

  /** @param text a canonical line prefix */
  set(text: string, subscriber: string): void {
    const octets = readLinePrefix(text)
    if (!octets) throw new Error('a line that is held is a prefix')
    const lines = this.#byLength.get(octets.length) ?? new Map<string, Held>()
    lines.set(bitsOf(octets.octets, octets.length), { prefix: text, subscriber, octets })
    this.#byLength.set(octets.length, lines)
  }

  /** Only where it is still this subscriber's. */
  delete(text: string, subscriber: string): void {
    const octets = readLinePrefix(text)
    const lines = octets && this.#byLength.get(octets.length)
    const value = octets && bitsOf(octets.octets, octets.length)
    if (!lines || value === undefined || lines.get(value)?.subscriber !== subscriber) return
    lines.delete(value)
    if (lines.size === 0) this.#byLength.delete(octets.length)
  }

  /** The line that holds an address. */
  find(address: Uint8Array): HeldLine | undefined {
    for (const [length, lines] of this.#byLength) {
      const held = lines.get(bitsOf(address, length))
      if (held) return held
    }
    return undefined
  }

  /** Lines that hold this prefix, are it, or lie within it. */
  overlapping(prefix: Prefix): HeldLine[] {
    const found: HeldLine[] = []
    for (const [length, lines] of this.#byLength) {
      if (length <= prefix.length) {
        const held = lines.get(bitsOf(prefix.octets, length))
        if (held) found.push(held)
      } else found.push(...within(prefix, length, lines))
    }
    return found
  }
}

/** Below so many possible values each is looked up; a /24 among 50,000 addresses is 256 look-ups. */
const ENUMERATED_BITS_MAX = 10

function within(prefix: Prefix, length: number, lines: ReadonlyMap<string, Held>): HeldLine[] {
  const bits = length - prefix.length
  if (bits > ENUMERATED_BITS_MAX || 2 ** bits > lines.size)
    return [...lines.values()].filter((held) => prefixContains(prefix, held.octets.octets))
  const found: HeldLine[] = []
  const octets = Uint8Array.from(prefix.octets)
  for (let index = 0; index < 2 ** bits; index++) {
    for (let bit = 0; bit < bits; bit++) {
      const at = length - 1 - bit
      const mask = 0x80 >> (at & 7)
      if ((index >> bit) & 1) octets[at >> 3]! |= mask
      else octets[at >> 3]! &= ~mask
    }
    const held = lines.get(bitsOf(octets, length))
    if (held) found.push(held)
  }
  return found
}

/** The first bits as text, fit for a key. */
function bitsOf(octets: Uint8Array, length: number): string {
  const whole = length >> 3
  const key = Buffer.from(octets.buffer, octets.byteOffset, whole).toString('latin1')
  const rest = length & 7
  return rest === 0 ? key : key + String.fromCharCode(octets[whole]! & (0xff << (8 - rest)) & 0xff)
}
