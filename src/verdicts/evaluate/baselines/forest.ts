import { SeededRandom } from '../../../core/random.ts'
import { binColumns } from '../../model/binning.ts'
import { TreeGrower } from '../../model/grow-tree.ts'
import { predictTree, type Tree } from '../../model/tree.ts'

/** Trees grown each on its own draw of rows and columns; the score is their mean (Breiman 2001). */
export type Forest = { readonly features: readonly string[]; readonly trees: readonly Tree[] }

export type ForestSample = { readonly values: ArrayLike<number>; readonly label: 0 | 1 }

const TREE_COUNT = 80
const DEPTH_MAX = 8
/** Most rows are benign: so many are enough for each positive. */
const NEGATIVES_PER_POSITIVE = 40

/**
 * A random forest on the tree grower of the detector: with one gradient and hessian for all rows, its
 * gain is the fall in variance, and a leaf is the share of positives moved and scaled, so the mean over
 * trees orders as a forest's vote does. Columns are drawn per tree, not per node.
 */
export function trainForest(
  samples: readonly ForestSample[],
  features: readonly string[],
  seed: number,
): Forest {
  const random = new SeededRandom(seed)
  const positives = samples.filter((sample) => sample.label === 1)
  const negatives = samples.filter((sample) => sample.label === 0)
  const keep = Math.min(1, (NEGATIVES_PER_POSITIVE * positives.length) / negatives.length)
  const rows = [...positives, ...negatives.filter(() => random.next() < keep)]
  const balance = (rows.length - positives.length) / Math.max(1, positives.length)
  const columns = binColumns(
    features.map((_, column) => Float64Array.from(rows, (row) => row.values[column]!)),
  )
  const grower = new TreeGrower(columns, {
    depthMax: DEPTH_MAX,
    learningRate: 1,
    lambda: 1e-3,
    leafHessianMin: 1,
    gainMin: 1e-6,
    monotone: features.map(() => 0),
  })
  const trees = Array.from({ length: TREE_COUNT }, () => {
    const weight = new Float64Array(rows.length)
    for (let i = 0; i < rows.length; i++) {
      const drawn = random.integer(rows.length)
      weight[drawn]! += rows[drawn]!.label === 1 ? balance : 1
    }
    const gradient = weight.map((value, i) => value * (0.5 - rows[i]!.label))
    const hessian = weight.map((value) => value / 4)
    const order = Int32Array.from(rows.keys()).filter((row) => weight[row]! > 0)
    const drawn = features.map((_, column) => column).filter(() => random.next() < 0.5)
    const sampled = drawn.length > 0 ? drawn : [random.integer(features.length)]
    return grower.grow(order, sampled, { gradient, hessian, weight }, new Float64Array(rows.length))
  })
  return { features: [...features], trees }
}

export function forestScore(forest: Forest, row: ArrayLike<number>): number {
  let sum = 0
  for (const tree of forest.trees) sum += predictTree(tree, row)
  return sum / forest.trees.length
}
