/**
 * Finds a value by the 16 octets of an address as four words, without making anything of them. Never
 * forgets; the caller keeps to `countMax`.
 */
export class SourceIndex<Value> {
  readonly #seed: number
  readonly #mask: number
  readonly #words: Uint32Array
  readonly #values: (Value | undefined)[]

  /** @param seed unknown to senders, or they could choose addresses that fall together */
  constructor(countMax: number, seed: number) {
    // At most half full, so a search ends soon.
    const placeCount = 2 ** Math.ceil(Math.log2(2 * countMax))
    this.#seed = seed
    this.#mask = placeCount - 1
    this.#words = new Uint32Array(4 * placeCount)
    this.#values = new Array<Value | undefined>(placeCount).fill(undefined)
  }

  get(words: Uint32Array, at: number): Value | undefined {
    return this.#values[this.#place(words, at)]
  }

  set(words: Uint32Array, at: number, value: Value): void {
    const place = this.#place(words, at)
    this.#words.set(words.subarray(at, at + 4), 4 * place)
    this.#values[place] = value
  }

  /** Where it is, or the free place where it would be. */
  #place(words: Uint32Array, at: number): number {
    const word0 = words[at]!
    const word1 = words[at + 1]!
    const word2 = words[at + 2]!
    const word3 = words[at + 3]!
    const known = this.#words
    let hash = mixed(mixed(mixed(mixed(this.#seed, word3), word2), word1), word0)
    for (; ; hash++) {
      const place = hash & this.#mask
      if (this.#values[place] === undefined) return place
      const from = 4 * place
      if (
        known[from + 3] === word3 &&
        known[from + 2] === word2 &&
        known[from + 1] === word1 &&
        known[from] === word0
      )
        return place
    }
  }
}

function mixed(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x9e3779b1)
  return product ^ (product >>> 15)
}
