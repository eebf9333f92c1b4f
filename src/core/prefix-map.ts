import type { Prefix } from './prefix.ts'

/** Values by address prefix: a look-up for each length that occurs, however many prefixes there are. */
export class PrefixMap<Value> {
  readonly #byLength = new Map<number, Map<string, Value>>()

  get({ octets, length }: Prefix): Value | undefined {
    return this.#byLength.get(length)?.get(firstBits(octets, length))
  }

  set({ octets, length }: Prefix, value: Value): void {
    const values = this.#byLength.get(length) ?? new Map<string, Value>()
    values.set(firstBits(octets, length), value)
    this.#byLength.set(length, values)
  }

  /** Of every prefix that holds the address. */
  *holding(address: Uint8Array): Generator<Value> {
    for (const [length, values] of this.#byLength) {
      const value = values.get(firstBits(address, length))
      if (value !== undefined) yield value
    }
  }
}

/** As text, fit for a key. */
export function firstBits(octets: Uint8Array, length: number): string {
  const whole = length >> 3
  const key = Buffer.from(octets.buffer, octets.byteOffset, whole).toString('latin1')
  const rest = length & 7
  return rest === 0 ? key : key + String.fromCharCode(octets[whole]! & (0xff << (8 - rest)) & 0xff)
}
