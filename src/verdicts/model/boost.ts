import { SeededRandom } from '../../core/random.ts'
import type { BinnedColumns } from './binning.ts'
import { TreeGrower } from './grow-tree.ts'
import { predictTree, type Tree } from './tree.ts'

export type BoostingRules = {
  readonly treeCount: number
  readonly depthMax: number
  readonly learningRate: number
  readonly lambda: number
  readonly leafHessianMin: number
  readonly gainMin: number
  /** Share of rows, and of columns, each tree sees. */
  readonly rowShare: number
  readonly columnShare: number
  readonly monotone: readonly number[]
}

/** A boosted ensemble: raw score (log odds) = base + sum of the trees. */
export type BoostedTrees = { readonly base: number; readonly trees: readonly Tree[] }

/**
 * Gradient boosting of the logistic loss.
 *
 * @param columns binned samples
 * @param rows raw values of each sample, for predicting between rounds
 * @param labels 1 positive, 0 not
 * @param weights how much each sample counts; 0 leaves it out
 */
export function boost(
  columns: BinnedColumns,
  rows: readonly ArrayLike<number>[],
  labels: Uint8Array,
  weights: Float64Array,
  rules: BoostingRules,
  seed: number,
): BoostedTrees {
  const random = new SeededRandom(seed)
  const used = Int32Array.from(rows.keys()).filter((row) => weights[row]! > 0)
  const base = baseScore(used, labels, weights)
  const scores = new Float64Array(columns.rowCount).fill(base)
  const gradient = new Float64Array(columns.rowCount)
  const hessian = new Float64Array(columns.rowCount)
  const grower = new TreeGrower(columns, rules)
  const trees: Tree[] = []

  for (let round = 0; round < rules.treeCount; round++) {
    for (const row of used) {
      const probability = 1 / (1 + Math.exp(-scores[row]!))
      gradient[row] = weights[row]! * (probability - labels[row]!)
      hessian[row] = weights[row]! * probability * (1 - probability)
    }
    const isDrawn = used.map(() => (random.next() < rules.rowShare ? 1 : 0))
    const order = used.filter((_, i) => isDrawn[i] === 1)
    const sampled = sampleColumns(columns.columnCount, rules.columnShare, random)
    const tree = grower.grow(order, sampled, { gradient, hessian, weight: weights }, scores)
    trees.push(tree)
    for (let i = 0; i < used.length; i++) {
      const row = used[i]!
      if (isDrawn[i] === 0) scores[row]! += predictTree(tree, rows[row]!)
    }
  }
  return { base, trees }
}

export function rawScore(model: BoostedTrees, row: ArrayLike<number>): number {
  let score = model.base
  for (const tree of model.trees) score += predictTree(tree, row)
  return score
}

/** Log odds of the weighted share of positives, kept finite. */
function baseScore(used: Int32Array, labels: Uint8Array, weights: Float64Array): number {
  let positive = 0
  let total = 0
  for (const row of used) {
    total += weights[row]!
    positive += weights[row]! * labels[row]!
  }
  const share = Math.min(1 - 1e-6, Math.max(1e-6, positive / total))
  return Math.log(share / (1 - share))
}

function sampleColumns(columnCount: number, share: number, random: SeededRandom): number[] {
  const columns = Array.from({ length: columnCount }, (_, column) => column)
  const wanted = Math.max(1, Math.round(columnCount * share))
  for (let i = 0; i < wanted; i++) {
    const j = i + random.integer(columnCount - i)
    ;[columns[i], columns[j]] = [columns[j]!, columns[i]!]
  }
  return columns.slice(0, wanted).sort((a, b) => a - b)
}
