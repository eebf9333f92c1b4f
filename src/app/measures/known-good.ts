import type { Lists } from '../../cases/index.ts'
import { parseAddress } from '../../core/address.ts'
import { parsePrefix } from '../../core/prefix.ts'
import { PrefixMap } from '../../core/prefix-map.ts'
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
  #entries = new PrefixMap<Entry[]>()
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
      for (const listed of this.#entries.holding(octets)) {
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
    const read = new PrefixMap<Entry[]>()
    const nowMs = this.#nowMs()
    for await (const chunk of this.#lists.allEntries('known-good'))
      for (const entry of chunk) {
        if (entry.lastRemovedAtMs !== null || (entry.endsAtMs ?? Number.POSITIVE_INFINITY) <= nowMs)
          continue
        const prefix = parsePrefix(entry.network)
        if (!prefix) continue
        const { protocol, port, reason, source } = entry
        read.set(prefix, [...(read.get(prefix) ?? []), { protocol, port, why: reason ?? source }])
      }
    this.#entries = read
    this.#readAtMs = nowMs
  }
}
