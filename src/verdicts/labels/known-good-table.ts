import { parseAddress } from '../../core/address.ts'
import type { ServiceEndpoint } from '../../core/endpoint.ts'
import { formatPrefix, parsePrefix } from '../../core/prefix.ts'

/** An entry of a known-good list: a prefix, perhaps a port, for a time. */
export type KnownGood = {
  readonly network: string
  readonly port: number | null
  readonly firstListedAtMs: number
  /** Exclusive; null: no end is known. */
  readonly holdsUntilMs: number | null
}

/** Prefixes by length, so that an address is looked up once per length that occurs. */
export class KnownGoodTable {
  readonly #byLength = new Map<number, Map<string, KnownGood[]>>()

  constructor(entries: Iterable<KnownGood>) {
    for (const entry of entries) {
      const prefix = parsePrefix(entry.network)
      if (!prefix) throw new RangeError(`${entry.network} is no prefix`)
      const ofLength = this.#byLength.get(prefix.length) ?? new Map<string, KnownGood[]>()
      this.#byLength.set(prefix.length, ofLength)
      const key = formatPrefix(prefix)
      const known = ofLength.get(key)
      if (known) known.push(entry)
      else ofLength.set(key, [entry])
    }
  }

  /** Whether an entry holds for the endpoint at the instant. */
  holds({ address, port }: Pick<ServiceEndpoint, 'address' | 'port'>, atMs: number): boolean {
    return this.#hasEntry(address, atMs, (entry) => entry.port === null || entry.port === port)
  }

  /** Whether an entry holds for everything at the address. */
  holdsWhole(address: string, atMs: number): boolean {
    return this.#hasEntry(address, atMs, (entry) => entry.port === null)
  }

  #hasEntry(address: string, atMs: number, isMeant: (entry: KnownGood) => boolean): boolean {
    if (this.#byLength.size === 0 || !parseAddress(address)) return false
    for (const [length, ofLength] of this.#byLength) {
      const isV4 = !address.includes(':')
      if (isV4 && length < 96) continue
      const text = `${address}/${isV4 ? length - 96 : length}`
      const found = ofLength.get(formatPrefix(parsePrefix(text)!)) ?? []
      if (found.some((entry) => isMeant(entry) && holdsAt(entry, atMs))) return true
    }
    return false
  }
}

const holdsAt = ({ firstListedAtMs, holdsUntilMs }: KnownGood, atMs: number): boolean =>
  firstListedAtMs <= atMs && (holdsUntilMs === null || atMs < holdsUntilMs)
