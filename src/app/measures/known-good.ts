import type { Lists } from '../../cases/index.ts'
import { parseAddress } from '../../core/address.ts'
import { parsePrefix } from '../../core/prefix.ts'
import { MINUTE_MS } from '../../core/time-span.ts'
import { type Target, targetKey } from '../../measures/block/target.ts'

type Entry = {
  readonly protocol: string | null
  readonly port: number | null
  readonly why: string
}

/** Lists change a few times a day; reading 100,000 entries for every plan would cost more than the plan. */
const READ_EVERY_MS = 10 * MINUTE_MS

/** What known-good lists say of many endpoints at once, read anew now and then. */
export class KnownGood {
  readonly #lists: Pick<Lists, 'allEntries'>
  readonly #nowMs: () => number
  /** Bits of a prefix → its octets → what is listed there. */
  #byLength = new Map<number, Map<string, Entry[]>>()
  #readAtMs = Number.NEGATIVE_INFINITY

  constructor(lists: Pick<Lists, 'allEntries'>, nowMs: () => number) {
    this.#lists = lists
    this.#nowMs = nowMs
  }

  /** By target key, why; names are on no such list. */
  async of(targets: readonly Target[]): Promise<ReadonlyMap<string, string>> {
    if (Math.abs(this.#nowMs() - this.#readAtMs) >= READ_EVERY_MS) await this.#read()
    const found = new Map<string, string>()
    for (const target of targets) {
      if (target.type !== 'endpoint') continue
      const octets = parseAddress(target.address)
      if (!octets) continue
      for (const [length, entries] of this.#byLength) {
        const listed = entries.get(bitsOf(octets, length)) ?? []
        const hit = listed.find(
          ({ protocol, port }) =>
            (protocol ?? target.protocol) === target.protocol &&
            (port ?? target.port) === target.port,
        )
        if (hit) found.set(targetKey(target), hit.why)
      }
    }
    return found
  }

  async #read(): Promise<void> {
    const read = new Map<number, Map<string, Entry[]>>()
    const nowMs = this.#nowMs()
    for await (const chunk of this.#lists.allEntries('known-good'))
      for (const entry of chunk) {
        if (entry.lastRemovedAtMs !== null || (entry.endsAtMs ?? Number.POSITIVE_INFINITY) <= nowMs)
          continue
        const prefix = parsePrefix(entry.network)
        if (!prefix) continue
        const entries = read.get(prefix.length) ?? new Map<string, Entry[]>()
        const key = bitsOf(prefix.octets, prefix.length)
        const { protocol, port, reason, source } = entry
        entries.set(key, [...(entries.get(key) ?? []), { protocol, port, why: reason ?? source }])
        read.set(prefix.length, entries)
      }
    this.#byLength = read
    this.#readAtMs = nowMs
  }
}

function bitsOf(octets: Uint8Array, length: number): string {
  const bits = Buffer.from(octets)
  for (let at = length; at < 128; at++) bits[at >> 3]! &= ~(0x80 >> (at & 7))
  return bits.toString('latin1')
}
