/**
 * A regression tree as parallel arrays, node 0 the root. An inner node has `feature >= 0` and sends
 * a row left when `value <= threshold`, or, where the value is missing (NaN), when `missingLeft` is 1.
 * A leaf has `feature === -1` and adds `value`.
 */
export type Tree = {
  readonly feature: readonly number[]
  readonly threshold: readonly number[]
  readonly missingLeft: readonly number[]
  readonly left: readonly number[]
  readonly right: readonly number[]
  readonly value: readonly number[]
  /** Weight of the training rows that reached the node: what an unknown feature is averaged with. */
  readonly cover: readonly number[]
}

/** Trees are grown, read and explained to this depth at most. */
export const TREE_DEPTH_MAX = 16

/** The child a row goes to from inner node `node`. */
export function childOf(tree: Tree, node: number, row: ArrayLike<number>): number {
  const value = row[tree.feature[node]!]!
  const goesLeft = Number.isNaN(value)
    ? tree.missingLeft[node] === 1
    : value <= tree.threshold[node]!
  return goesLeft ? tree.left[node]! : tree.right[node]!
}

export function predictTree(tree: Tree, row: ArrayLike<number>): number {
  let node = 0
  while (tree.feature[node]! >= 0) node = childOf(tree, node, row)
  return tree.value[node]!
}

/** The tree's mean over its training rows. */
export function expectedValue(tree: Tree, node = 0): number {
  if (tree.feature[node]! < 0) return tree.value[node]!
  const left = tree.left[node]!
  const right = tree.right[node]!
  const weighted =
    tree.cover[left]! * expectedValue(tree, left) + tree.cover[right]! * expectedValue(tree, right)
  return weighted / tree.cover[node]!
}
