import {
  type Bounds,
  bestSplit,
  leafValue,
  type Split,
  type SplitRules,
  type Totals,
} from './best-split.ts'
import { type BinnedColumns, MISSING_BIN } from './binning.ts'
import {
  createHistogram,
  type Gradients,
  type Histogram,
  HistogramFiller,
  subtractHistogram,
} from './histogram.ts'
import { TREE_DEPTH_MAX, type Tree } from './tree.ts'

export type GrowthRules = SplitRules & { readonly depthMax: number; readonly learningRate: number }

type Draft = { -readonly [Field in keyof Tree]: number[] }

/**
 * Grows one tree to the gradients of the rows in `order`, which is permuted in place.
 * Children get their histogram by subtraction; at most `depthMax + 1` histograms live at a time.
 */
export class TreeGrower {
  readonly #columns: BinnedColumns
  readonly #rules: GrowthRules
  /** Histograms given back, to be used again: a tree allocates nothing after the first one. */
  readonly #free: Histogram[] = []
  readonly #scratch: Int32Array
  readonly #filler: HistogramFiller

  constructor(columns: BinnedColumns, rules: GrowthRules) {
    if (rules.depthMax > TREE_DEPTH_MAX) throw new RangeError(`depth beyond ${TREE_DEPTH_MAX}`)
    this.#columns = columns
    this.#rules = rules
    this.#scratch = new Int32Array(columns.rowCount)
    this.#filler = new HistogramFiller(columns)
  }

  /** @param scores gets the new tree's value added for every row in `order` */
  grow(
    order: Int32Array,
    sampled: readonly number[],
    gradients: Gradients,
    scores: Float64Array,
  ): Tree {
    const draft: Draft = {
      feature: [],
      threshold: [],
      missingLeft: [],
      left: [],
      right: [],
      value: [],
      cover: [],
    }
    const histogram = this.#take()
    this.#filler.fill(histogram, sampled, order, 0, order.length, gradients)
    const node: OpenNode = {
      start: 0,
      end: order.length,
      depth: 0,
      bounds: { low: -Infinity, high: Infinity },
      histogram,
    }
    this.#growNode(draft, node, { order, sampled, gradients, scores })
    return draft
  }

  #growNode(draft: Draft, node: OpenNode, work: Work): number {
    const { order, gradients } = work
    const totals = sumRows(order, node.start, node.end, gradients)
    const id = draft.feature.push(-1) - 1
    const rate = this.#rules.learningRate
    draft.threshold.push(0)
    draft.missingLeft.push(0)
    draft.left.push(0)
    draft.right.push(0)
    draft.cover.push(totals.weight)
    draft.value.push(
      rate * leafValue(totals.gradient, totals.hessian, node.bounds, this.#rules.lambda),
    )

    const split = node.histogram
      ? bestSplit(node.histogram, this.#columns, work.sampled, totals, node.bounds, this.#rules)
      : undefined
    if (!split || !node.histogram) {
      if (node.histogram) this.#free.push(node.histogram)
      const value = draft.value[id]!
      for (let i = node.start; i < node.end; i++) work.scores[order[i]!]! += value
      return id
    }
    const [left, right] = this.#divide(node, node.histogram, split, work)
    draft.feature[id] = split.column
    // A split that only sets missing rows apart has no edge: every present value goes left.
    draft.threshold[id] =
      this.#columns.edges[split.column]![split.lastLeftBin - 1] ?? Number.MAX_VALUE
    draft.missingLeft[id] = split.missingLeft ? 1 : 0
    draft.left[id] = this.#growNode(draft, left, work)
    draft.right[id] = this.#growNode(draft, right, work)
    return id
  }

  #divide(node: OpenNode, parent: Histogram, split: Split, work: Work): [OpenNode, OpenNode] {
    const { order, sampled, gradients } = work
    const middle = this.#partition(order, node.start, node.end, split)
    const leftIsSmall = middle - node.start <= node.end - middle
    const [from, to] = leftIsSmall ? [node.start, middle] : [middle, node.end]
    const small = this.#childHistogram(node, parent, () => {
      const filled = this.#take()
      this.#filler.fill(filled, sampled, order, from, to, gradients)
      return filled
    })
    const large = small ? parent : undefined

    const [leftBounds, rightBounds] = childBounds(node.bounds, split, this.#rules)
    const depth = node.depth + 1
    return [
      {
        start: node.start,
        end: middle,
        depth,
        bounds: leftBounds,
        histogram: leftIsSmall ? small : large,
      },
      {
        start: middle,
        end: node.end,
        depth,
        bounds: rightBounds,
        histogram: leftIsSmall ? large : small,
      },
    ]
  }

  /** The smaller child's histogram; the parent's becomes the other's. None is needed for leaves. */
  #childHistogram(node: OpenNode, parent: Histogram, fill: () => Histogram): Histogram | undefined {
    if (node.depth + 1 >= this.#rules.depthMax) {
      this.#free.push(parent)
      return undefined
    }
    const filled = fill()
    subtractHistogram(parent, filled)
    return filled
  }

  /** Stable: rows that go left first. Returns where the right side starts. */
  #partition(order: Int32Array, start: number, end: number, split: Split): number {
    const { bins, rowCount } = this.#columns
    const from = split.column * rowCount
    let left = start
    let rightCount = 0
    for (let i = start; i < end; i++) {
      const row = order[i]!
      const bin = bins[from + row]!
      const goesLeft = bin === MISSING_BIN ? split.missingLeft : bin <= split.lastLeftBin
      if (goesLeft) order[left++] = row
      else this.#scratch[rightCount++] = row
    }
    order.set(this.#scratch.subarray(0, rightCount), left)
    return left
  }

  #take(): Histogram {
    return this.#free.pop() ?? createHistogram(this.#columns.columnCount)
  }
}

type OpenNode = {
  readonly start: number
  readonly end: number
  readonly depth: number
  readonly bounds: Bounds
  /** Absent at the greatest depth: such a node stays a leaf. */
  readonly histogram: Histogram | undefined
}

type Work = {
  readonly order: Int32Array
  readonly sampled: readonly number[]
  readonly gradients: Gradients
  readonly scores: Float64Array
}

function sumRows(
  order: Int32Array,
  start: number,
  end: number,
  gradients: Gradients,
): Totals & { readonly weight: number } {
  let gradient = 0
  let hessian = 0
  let weight = 0
  for (let i = start; i < end; i++) {
    const row = order[i]!
    gradient += gradients.gradient[row]!
    hessian += gradients.hessian[row]!
    weight += gradients.weight[row]!
  }
  return { gradient, hessian, weight }
}

function childBounds(bounds: Bounds, split: Split, rules: SplitRules): [Bounds, Bounds] {
  const direction = rules.monotone[split.column] ?? 0
  if (direction === 0) return [bounds, bounds]
  const middle = (split.leftValue + split.rightValue) / 2
  const below = { low: bounds.low, high: middle }
  const above = { low: middle, high: bounds.high }
  return direction > 0 ? [below, above] : [above, below]
}
