import { childOf, expectedValue, type Tree } from './tree.ts'

/**
 * Exact Shapley values of a tree's prediction, path-dependent (Lundberg, Erion, Lee 2018, "Consistent
 * individualized feature attribution for tree ensembles", algorithm 2): an unknown feature is averaged
 * with the weight of the training rows behind each branch. Adds into `contributions` (one per feature)
 * and returns the tree's expected value; contributions + expected value = prediction.
 */
export function addTreeShap(
  tree: Tree,
  row: ArrayLike<number>,
  contributions: Float64Array,
): number {
  walk(tree, row, contributions, 0, [], 1, 1, -1)
  return expectedValue(tree)
}

/** A feature met on the way down: share of rows passing when it is unknown (zero) or known (one). */
type Step = {
  readonly feature: number
  readonly zero: number
  readonly one: number
  weight: number
}

function walk(
  tree: Tree,
  row: ArrayLike<number>,
  contributions: Float64Array,
  node: number,
  parentPath: readonly Step[],
  zero: number,
  one: number,
  feature: number,
): void {
  const path = extend(parentPath, zero, one, feature)
  const split = tree.feature[node]!
  if (split < 0) {
    for (let i = 1; i < path.length; i++) {
      const step = path[i]!
      contributions[step.feature]! +=
        unwoundWeight(path, i) * (step.one - step.zero) * tree.value[node]!
    }
    return
  }
  const hot = childOf(tree, node, row)
  const cold = hot === tree.left[node] ? tree.right[node]! : tree.left[node]!
  const earlier = path.findIndex((step, index) => index > 0 && step.feature === split)
  const before = earlier > 0 ? path[earlier]! : undefined
  const rest = before ? unwind(path, earlier) : path
  const zeroBefore = before?.zero ?? 1
  const oneBefore = before?.one ?? 1
  const cover = tree.cover[node]!
  const hotZero = (zeroBefore * tree.cover[hot]!) / cover
  const coldZero = (zeroBefore * tree.cover[cold]!) / cover
  walk(tree, row, contributions, hot, rest, hotZero, oneBefore, split)
  walk(tree, row, contributions, cold, rest, coldZero, 0, split)
}

function extend(parent: readonly Step[], zero: number, one: number, feature: number): Step[] {
  const path = parent.map((step) => ({ ...step }))
  const length = path.length
  path.push({ feature, zero, one, weight: length === 0 ? 1 : 0 })
  for (let i = length - 1; i >= 0; i--) {
    path[i + 1]!.weight += (one * path[i]!.weight * (i + 1)) / (length + 1)
    path[i]!.weight = (zero * path[i]!.weight * (length - i)) / (length + 1)
  }
  return path
}

function unwind(path: readonly Step[], index: number): Step[] {
  const last = path.length - 1
  const { zero, one } = path[index]!
  const weights = path.map((step) => step.weight)
  let next = weights[last]!
  for (let i = last - 1; i >= 0; i--) {
    if (one !== 0) {
      const weight = weights[i]!
      weights[i] = (next * (last + 1)) / ((i + 1) * one)
      next = weight - (weights[i]! * zero * (last - i)) / (last + 1)
    } else {
      weights[i] = (weights[i]! * (last + 1)) / (zero * (last - i))
    }
  }
  const steps = path.filter((_, i) => i !== index)
  return steps.map((step, i) => ({ ...step, weight: weights[i]! }))
}

function unwoundWeight(path: readonly Step[], index: number): number {
  let sum = 0
  for (const step of unwind(path, index)) sum += step.weight
  return sum
}
