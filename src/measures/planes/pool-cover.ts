import { type Prefix, parsePrefix, prefixContains } from '../../core/prefix.ts'
import { PrefixTree } from './prefix-tree.ts'
import type { Difference } from './standing.ts'

/**
 * Which pools of addresses are granted to the last address. Devices that take few rules, or that act for everybody
 * behind them, may be told of a pool only then: one line that did not agree, or an address that nobody has,
 * keeps the whole pool out.
 */
export class PoolCover {
  readonly #pools: ReadonlyMap<string, Prefix>
  #tree = new PrefixTree()

  /** @param pools canonical prefixes */
  constructor(pools: readonly string[]) {
    this.#pools = new Map(
      pools.map((text) => {
        const prefix = parsePrefix(text)
        if (!prefix) throw new Error('a pool is a prefix')
        return [text, prefix]
      }),
    )
  }

  /** Costs what has changed. */
  change({
    goneSources,
    changedSources,
    newSources,
  }: Pick<Difference, 'goneSources' | 'changedSources' | 'newSources'>): void {
    for (const source of goneSources) this.#tree.set(source, undefined)
    for (const { source, grant } of [...changedSources, ...newSources]) {
      if (this.#concerns(parsePrefix(source)!))
        this.#tree.set(source, grant.untilMs ?? Number.POSITIVE_INFINITY)
    }
  }

  /** Nobody is granted any more. */
  clear(): void {
    this.#tree = new PrefixTree()
  }

  /** Until when all of it is granted; infinite when no grant of it ends, `undefined` unless all of it is. */
  coveredUntilMs(pool: string): number | undefined {
    const prefix = this.#pools.get(pool)
    return prefix && this.#tree.coveredUntilMs(prefix)
  }

  #concerns(prefix: Prefix): boolean {
    for (const pool of this.#pools.values()) {
      const [wide, narrow] = prefix.length < pool.length ? [prefix, pool] : [pool, prefix]
      if (prefixContains(wide, narrow.octets)) return true
    }
    return false
  }
}
