import { formatPrefix, type Prefix, parsePrefix } from '../../core/prefix.ts'

type Node = {
  /** Of the prefix that ends here. */
  ownUntilMs: number
  /** As it was given. */
  ownText: string | undefined
  /** Until when every address below is covered, by itself or by its halves. */
  untilMs: number
  halves: [Node | undefined, Node | undefined]
}

const NEVER = Number.NEGATIVE_INFINITY
const newNode = (): Node => ({
  ownUntilMs: NEVER,
  ownText: undefined,
  untilMs: NEVER,
  halves: [undefined, undefined],
})

/** Prefixes, each with an end, bit by bit: whether together they cover another one is known without counting them. */
export class PrefixTree {
  readonly #root = newNode()

  /**
   * @param text of a prefix
   * @param untilMs when it ends, infinite when it does not; `undefined` takes it out
   */
  set(text: string, untilMs: number | undefined): void {
    const prefix = parsePrefix(text)
    if (!prefix) throw new Error('a source is a prefix')
    const { octets, length } = prefix
    const path = [this.#root]
    for (let bit = 0; bit < length; bit++) {
      const { halves } = path[bit]!
      const half = bitAt(octets, bit)
      if (!halves[half] && untilMs === undefined) return
      halves[half] ??= newNode()
      path.push(halves[half])
    }
    path[length]!.ownUntilMs = untilMs ?? NEVER
    path[length]!.ownText = untilMs === undefined ? undefined : text
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

  /** As few prefixes as cover exactly the same addresses. */
  fewest(): string[] {
    const found: string[] = []
    const octets = new Uint8Array(16)
    const look = (node: Node | undefined, depth: number): void => {
      if (!node) return
      if (node.untilMs !== NEVER) {
        found.push(node.ownText ?? formatPrefix({ octets, length: depth }))
        return
      }
      const bit = 0x80 >> (depth & 7)
      look(node.halves[0], depth + 1)
      octets[depth >> 3]! |= bit
      look(node.halves[1], depth + 1)
      octets[depth >> 3]! &= ~bit
    }
    look(this.#root, 0)
    return found
  }
}

const bitAt = (octets: Uint8Array, bit: number): 0 | 1 =>
  ((octets[bit >> 3]! >> (7 - (bit & 7))) & 1) as 0 | 1
