import { childOf, expectedValue, TREE_DEPTH_MAX, type Tree } from './tree.ts'

/** Paths of 1, 2, … steps, one behind another. */
const ROOM = ((TREE_DEPTH_MAX + 1) * (TREE_DEPTH_MAX + 2)) / 2

/**
 * Exact Shapley values of trees, path-dependent (Lundberg, Erion, Lee 2018, "Consistent individualized
 * feature attribution for tree ensembles", algorithm 2): an unknown feature is averaged with the
 * weight of the training rows behind each branch.
 *
 * The features met on the way down form a path. Each step holds the share of rows that pass when its
 * feature is unknown (zero) and known (one), and the weight of all subsets of its length. Paths of
 * one descent lie one behind another in flat arrays: explaining allocates nothing.
 */
export class TreeShap {
  readonly #feature = new Int32Array(ROOM)
  readonly #zero = new Float64Array(ROOM)
  readonly #one = new Float64Array(ROOM)
  readonly #weight = new Float64Array(ROOM)

  /**
   * Adds one tree's Shapley values into `contributions` (one per feature).
   *
   * @returns the tree's expected value; it and the contributions sum to the prediction
   */
  add(tree: Tree, row: ArrayLike<number>, contributions: Float64Array): number {
    this.#descend(tree, row, contributions, 0, 0, 0, 0, 1, 1, -1)
    return expectedValue(tree)
  }

  #descend(
    tree: Tree,
    row: ArrayLike<number>,
    contributions: Float64Array,
    node: number,
    parentAt: number,
    at: number,
    length: number,
    zero: number,
    one: number,
    feature: number,
  ): void {
    this.#copy(parentAt, at, length)
    this.#extend(at, length, zero, one, feature)
    const split = tree.feature[node]!
    if (split < 0) {
      for (let i = 1; i <= length; i++) {
        const step = at + i
        const share = this.#unwoundSum(at, length, i) * (this.#one[step]! - this.#zero[step]!)
        contributions[this.#feature[step]!]! += share * tree.value[node]!
      }
      return
    }
    const hot = childOf(tree, node, row)
    const cold = hot === tree.left[node] ? tree.right[node]! : tree.left[node]!
    let last = length
    let zeroBefore = 1
    let oneBefore = 1
    for (let i = 1; i <= length; i++) {
      if (this.#feature[at + i] !== split) continue
      // Met before: the two conditions become one step.
      zeroBefore = this.#zero[at + i]!
      oneBefore = this.#one[at + i]!
      this.#unwind(at, length, i)
      last = length - 1
      break
    }
    const next = at + last + 1
    const cover = tree.cover[node]!
    for (const child of [hot, cold]) {
      const childZero = (zeroBefore * tree.cover[child]!) / cover
      const childOne = child === hot ? oneBefore : 0
      this.#descend(tree, row, contributions, child, at, next, last + 1, childZero, childOne, split)
    }
  }

  #copy(from: number, to: number, count: number): void {
    for (let i = 0; i < count; i++) {
      this.#feature[to + i] = this.#feature[from + i]!
      this.#zero[to + i] = this.#zero[from + i]!
      this.#one[to + i] = this.#one[from + i]!
      this.#weight[to + i] = this.#weight[from + i]!
    }
  }

  /** Appends a step at index `length` and spreads the weights of subsets over it. */
  #extend(at: number, length: number, zero: number, one: number, feature: number): void {
    const weight = this.#weight
    this.#feature[at + length] = feature
    this.#zero[at + length] = zero
    this.#one[at + length] = one
    weight[at + length] = length === 0 ? 1 : 0
    for (let i = length - 1; i >= 0; i--) {
      weight[at + i + 1]! += (one * weight[at + i]! * (i + 1)) / (length + 1)
      weight[at + i] = (zero * weight[at + i]! * (length - i)) / (length + 1)
    }
  }

  /** Takes step `index` out of a path whose last index is `length`: the inverse of `#extend`. */
  #unwind(at: number, length: number, index: number): void {
    const weight = this.#weight
    const zero = this.#zero[at + index]!
    const one = this.#one[at + index]!
    let carried = weight[at + length]!
    for (let i = length - 1; i >= 0; i--) {
      if (one !== 0) {
        const before = weight[at + i]!
        weight[at + i] = (carried * (length + 1)) / ((i + 1) * one)
        carried = before - (weight[at + i]! * zero * (length - i)) / (length + 1)
      } else {
        weight[at + i] = (weight[at + i]! * (length + 1)) / (zero * (length - i))
      }
    }
    for (let i = index; i < length; i++) {
      this.#feature[at + i] = this.#feature[at + i + 1]!
      this.#zero[at + i] = this.#zero[at + i + 1]!
      this.#one[at + i] = this.#one[at + i + 1]!
    }
  }

  /** Sum of the weights that `#unwind` would leave, without changing the path. */
  #unwoundSum(at: number, length: number, index: number): number {
    const weight = this.#weight
    const zero = this.#zero[at + index]!
    const one = this.#one[at + index]!
    let carried = weight[at + length]!
    let sum = 0
    for (let i = length - 1; i >= 0; i--) {
      if (one !== 0) {
        const unwound = (carried * (length + 1)) / ((i + 1) * one)
        sum += unwound
        carried = weight[at + i]! - (unwound * zero * (length - i)) / (length + 1)
      } else {
        sum += (weight[at + i]! * (length + 1)) / (zero * (length - i))
      }
    }
    return sum
  }
}
