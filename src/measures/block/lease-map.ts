/** What one key had and has; `undefined` where it is not there. */
export type LeaseChange<Value> = {
  readonly key: string
  readonly before: Value | undefined
  readonly after: Value | undefined
}

type Entry<Value> = { readonly key: string; readonly value: Value; readonly order: number }
/** A few entries, and when the first of them ends. */
type Bucket<Value> = { readonly entries: readonly Entry<Value>[]; readonly endMs: number }

/** Some twelve of 50,000 entries fall into one; copying as many pointers for a change takes some microseconds. */
const BUCKET_COUNT = 4_096
const EMPTY: Bucket<never> = { entries: [], endMs: Number.POSITIVE_INFINITY }

/**
 * Things that end, by key; never changed. What `with` answers is another map that shares every bucket in which nothing
 * changed, so that what differs between two of one descent, and what has ended, is found by looking at a few buckets
 * instead of everything. Two of different descent are compared as truly, only slower: sharing saves work and decides
 * nothing.
 */
export class LeaseMap<Value> {
  readonly size: number
  readonly #buckets: readonly Bucket<Value>[]
  readonly #endOf: (value: Value) => number
  readonly #nextOrder: number
  #endMs: number | undefined
  #inOrder: readonly Value[] | undefined

  private constructor(
    buckets: readonly Bucket<Value>[],
    size: number,
    nextOrder: number,
    endOf: (value: Value) => number,
  ) {
    this.#buckets = buckets
    this.size = size
    this.#nextOrder = nextOrder
    this.#endOf = endOf
  }

  /** @param endOf when a value ends, in milliseconds since the epoch; infinite when it does not */
  static empty<Value>(endOf: (value: Value) => number): LeaseMap<Value> {
    return new LeaseMap<Value>(new Array(BUCKET_COUNT).fill(EMPTY), 0, 0, endOf)
  }

  get(key: string): Value | undefined {
    const { entries } = this.#buckets[placeOf(key)]!
    return entries[indexIn(entries, key)]?.value
  }

  has(key: string): boolean {
    return indexIn(this.#buckets[placeOf(key)]!.entries, key) >= 0
  }

  *[Symbol.iterator](): Generator<[string, Value]> {
    for (const { entries } of this.#buckets)
      for (const { key, value } of entries) yield [key, value]
  }

  *keys(): Generator<string> {
    for (const { entries } of this.#buckets) for (const { key } of entries) yield key
  }

  *values(): Generator<Value> {
    for (const { entries } of this.#buckets) for (const { value } of entries) yield value
  }

  /** As they came; who got another value kept the place. */
  inOrder(): readonly Value[] {
    this.#inOrder ??= this.#buckets
      .flatMap(({ entries }) => entries)
      .sort((one, other) => one.order - other.order)
      .map(({ value }) => value)
    return this.#inOrder
  }

  /** @param changes what keys are to have; `undefined` takes one out */
  with(changes: Iterable<readonly [string, Value | undefined]>): LeaseMap<Value> {
    const opened = new Map<number, Entry<Value>[]>()
    let size = this.size
    let order = this.#nextOrder
    for (const [key, value] of changes) {
      const place = placeOf(key)
      const there = opened.get(place) ?? this.#buckets[place]!.entries
      const index = indexIn(there, key)
      if (there[index]?.value === value) continue
      const entries = opened.get(place) ?? [...there]
      opened.set(place, entries)
      if (value === undefined) {
        entries.splice(index, 1)
        size--
      } else if (index >= 0) entries[index] = { ...entries[index]!, value }
      else {
        entries.push({ key, value, order: order++ })
        size++
      }
    }
    if (opened.size === 0) return this
    const buckets = this.#buckets.slice()
    for (const [place, entries] of opened) buckets[place] = this.#bucketOf(entries)
    return new LeaseMap(buckets, size, order, this.#endOf)
  }

  without(keys: Iterable<string>): LeaseMap<Value> {
    return this.with([...keys].map((key) => [key, undefined] as const))
  }

  /** What makes this one of another; values are compared by identity. */
  changesFrom(before: LeaseMap<Value>): LeaseChange<Value>[] {
    const changes: LeaseChange<Value>[] = []
    for (let place = 0; place < BUCKET_COUNT; place++) {
      const bucket = this.#buckets[place]!
      const old = before.#buckets[place]!
      if (bucket === old) continue
      for (const { key, value } of bucket.entries) {
        const held = old.entries[indexIn(old.entries, key)]?.value
        if (held !== value) changes.push({ key, before: held, after: value })
      }
      for (const { key, value } of old.entries)
        if (indexIn(bucket.entries, key) < 0) changes.push({ key, before: value, after: undefined })
    }
    return changes
  }

  /** When the first ends; infinite when none does. */
  get endMs(): number {
    if (this.#endMs === undefined) {
      let endMs = Number.POSITIVE_INFINITY
      for (const bucket of this.#buckets) if (bucket.endMs < endMs) endMs = bucket.endMs
      this.#endMs = endMs
    }
    return this.#endMs
  }

  /** Keys of what has ended at an instant. */
  endedBy(nowMs: number): string[] {
    if (this.endMs > nowMs) return []
    return this.#buckets
      .filter(({ endMs }) => endMs <= nowMs)
      .flatMap(({ entries }) => entries)
      .filter(({ value }) => this.#endOf(value) <= nowMs)
      .map(({ key }) => key)
  }

  #bucketOf(entries: readonly Entry<Value>[]): Bucket<Value> {
    if (entries.length === 0) return EMPTY
    let endMs = Number.POSITIVE_INFINITY
    for (const { value } of entries) endMs = Math.min(endMs, this.#endOf(value))
    return { entries, endMs }
  }
}

/** A loop of its own: it is most of what filling a map costs. */
function indexIn(entries: readonly { readonly key: string }[], key: string): number {
  for (let index = 0; index < entries.length; index++) if (entries[index]!.key === key) return index
  return -1
}

/** FNV-1a over the text of a prefix, an endpoint or a host name; plans bound how many there are. */
function placeOf(key: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < key.length; index++)
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193)
  return (hash ^ (hash >>> 15)) & (BUCKET_COUNT - 1)
}
