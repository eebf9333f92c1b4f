import type { Prefix } from '../../core/prefix.ts'

type Node = {
  /** Of the prefix that ends here. */
  ownUntilMs: number
  /** Until when every address below is covered, by itself or by its halves. */
  untilMs: number
  halves: [Node | undefined, Node | undefined]
}

const NEVER = Number.NEGATIVE_INFINITY
const newNode = (): Node => ({ ownUntilMs: NEVER, untilMs: NEVER, halves: [undefined, undefined] })

/** Prefixes, each with an end, bit by bit: whether together they cover another one is known without counting them. */
export class PrefixTree {
  readonly #root = newNode()

  /** @param untilMs when it ends, infinite when it does not; `undefined` takes it out */
  set({ octets, length }: Prefix, untilMs: number | undefined): void {
    const path = [this.#root]
    for (let bit = 0; bit < length; bit++) {
      const { halves } = path[bit]!
      const half = bitAt(octets, bit)
      if (!halves[half] && untilMs === undefined) return
      halves[half] ??= newNode()
      path.push(halves[half])
    }
    path[length]!.ownUntilMs = untilMs ?? NEVER
    for (let depth = length; depth >= 0; depth--) {
      const node = path[depth]!
      const [zero, one] = node.halves
      const both = Math.min(zero?.untilMs ?? NEVER, one?.untilMs ?? NEVER)
      node.untilMs = Math.max(node.ownUntilMs, both)
      const isBare = !zero && !one && node.ownUntilMs === NEVER
      if (isBare && depth > 0) path[depth - 1]!.halves[bitAt(octets, depth - 1)] = undefined
    }
  }

  /** Until when every address of it is covered; `undefined` unless all are. */
  coveredUntilMs({ octets, length }: Prefix): number | undefined {
    let node: Node | undefined = this.#root
    let untilMs = NEVER
    for (let bit = 0; bit < length && node; bit++) {
      untilMs = Math.max(untilMs, node.ownUntilMs)
      node = node.halves[bitAt(octets, bit)]
    }
    untilMs = Math.max(untilMs, node?.untilMs ?? NEVER)
    return untilMs === NEVER ? undefined : untilMs
  }
}

const bitAt = (octets: Uint8Array, bit: number): 0 | 1 =>
  ((octets[bit >> 3]! >> (7 - (bit & 7))) & 1) as 0 | 1
