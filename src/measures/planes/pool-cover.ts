import { type Prefix, parsePrefix, prefixContains } from '../../core/prefix.ts'
import type { GrantedSource } from '../block/blocking.ts'

/** First and last address, and when the grant ends. */
type Span = { readonly first: bigint; readonly last: bigint; readonly untilMs: number }

/**
 * Which pools of addresses are granted to the last address. Devices that take few rules, or that act for everybody
 * behind them, may be told of a pool only then: one line that did not agree, or an address that nobody has,
 * keeps the whole pool out.
 */
export class PoolCover {
  readonly #pools: readonly { readonly text: string; readonly prefix: Prefix }[]
  readonly #spans = new Map<string, Map<string, Span>>()
  readonly #untilMs = new Map<string, number | undefined>()
  #known: ReadonlyMap<string, GrantedSource> = new Map()

  /** @param pools canonical prefixes */
  constructor(pools: readonly string[]) {
    this.#pools = pools.map((text) => {
      const prefix = parsePrefix(text)
      if (!prefix) throw new Error('a pool is a prefix')
      return { text, prefix }
    })
    for (const { text } of this.#pools) this.#spans.set(text, new Map())
  }

  /** Looks at what changed; only pools with a change are counted anew. */
  update(sources: ReadonlyMap<string, GrantedSource>): void {
    const touched = new Set<string>()
    for (const [source, granted] of sources) {
      const held = this.#known.get(source)
      if (held && held.grant.untilMs === granted.grant.untilMs) continue
      this.#place(source, spanOf(granted), touched)
    }
    for (const source of this.#known.keys())
      if (!sources.has(source)) this.#place(source, undefined, touched)
    this.#known = new Map(sources)
    for (const pool of touched) this.#count(pool)
  }

  /** When the first of its grants ends; infinite when none does, `undefined` unless all of it is granted. */
  coveredUntilMs(pool: string): number | undefined {
    return this.#untilMs.get(pool)
  }

  #place(source: string, span: Span | undefined, touched: Set<string>): void {
    const prefix = parsePrefix(source)!
    for (const pool of this.#pools) {
      const isInside =
        prefix.length >= pool.prefix.length && prefixContains(pool.prefix, prefix.octets)
      const isAround =
        prefix.length < pool.prefix.length && prefixContains(prefix, pool.prefix.octets)
      if (!isInside && !isAround) continue
      const spans = this.#spans.get(pool.text)!
      if (span) spans.set(source, span)
      else spans.delete(source)
      touched.add(pool.text)
    }
  }

  #count(pool: string): void {
    const { prefix } = this.#pools.find(({ text }) => text === pool)!
    const whole = boundsOf(prefix)
    const spans = [...this.#spans.get(pool)!.values()].sort((a, b) =>
      a.first < b.first ? -1 : a.first > b.first ? 1 : 0,
    )
    let next = whole.first
    let untilMs = Number.POSITIVE_INFINITY
    for (const span of spans) {
      if (span.first > next) break
      if (span.last >= next) next = span.last + 1n
      untilMs = Math.min(untilMs, span.untilMs)
    }
    this.#untilMs.set(pool, next > whole.last ? untilMs : undefined)
  }
}

function spanOf({ source, grant }: GrantedSource): Span {
  return { ...boundsOf(parsePrefix(source)!), untilMs: grant.untilMs ?? Number.POSITIVE_INFINITY }
}

function boundsOf({ octets, length }: Prefix): { first: bigint; last: bigint } {
  const first = BigInt(`0x${Buffer.from(octets).toString('hex')}`)
  return { first, last: first + (1n << BigInt(128 - length)) - 1n }
}
