import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SeededRandom } from '../../core/random.ts'
import { binColumns } from './binning.ts'
import { type BoostingRules, boost, rawScore } from './boost.ts'
import { explainScore } from './model.ts'

const RULES: BoostingRules = {
  treeCount: 60,
  depthMax: 4,
  learningRate: 0.2,
  lambda: 1,
  leafHessianMin: 0.5,
  gainMin: 1e-6,
  rowShare: 0.8,
  columnShare: 1,
  monotone: [0, 0, 0],
}

/** Three columns; a fifth of the third is missing. The label is decided by `rule`. */
function sampleRows(count: number, rule: (row: Float64Array) => boolean) {
  const random = new SeededRandom(7)
  const rows = Array.from({ length: count }, () =>
    Float64Array.of(random.next(), random.next(), random.next() < 0.2 ? Number.NaN : random.next()),
  )
  const labels = Uint8Array.from(rows, (row) => (rule(row) ? 1 : 0))
  const columns = binColumns([0, 1, 2].map((i) => Float64Array.from(rows, (row) => row[i]!)))
  return { rows, labels, columns, weights: new Float64Array(count).fill(1) }
}

const isXor = (row: Float64Array): boolean => row[0]! > 0.5 !== row[1]! > 0.5

test('boosted trees learn an exclusive or, which no single feature shows', () => {
  const { rows, labels, columns, weights } = sampleRows(2_000, isXor)
  const model = boost(columns, rows, labels, weights, RULES, 1)
  const wrong = rows.filter((row, i) => rawScore(model, row) > 0 !== (labels[i] === 1)).length
  assert.ok(wrong < 40, `${wrong} of 2000 wrong`)
})

test('the same seed grows the same trees and another seed other ones', () => {
  const { rows, labels, columns, weights } = sampleRows(500, isXor)
  const grow = (seed: number) => boost(columns, rows, labels, weights, RULES, seed)
  assert.deepEqual(grow(3), grow(3))
  assert.notDeepEqual(grow(3), grow(4))
})

test('a missing value can itself be the evidence', () => {
  const { rows, labels, columns, weights } = sampleRows(1_000, (row) => Number.isNaN(row[2]!))
  const model = boost(columns, rows, labels, weights, RULES, 1)
  assert.ok(rawScore(model, [0.5, 0.5, Number.NaN]) > 1)
  assert.ok(rawScore(model, [0.5, 0.5, 0.5]) < -1)
})

test('with a monotone rule the score never falls as the value rises', () => {
  const { rows, labels, columns, weights } = sampleRows(1_000, (row) => Math.sin(9 * row[0]!) > 0)
  const model = boost(columns, rows, labels, weights, { ...RULES, monotone: [1, 0, 0] }, 1)
  for (const other of [0.1, 0.9]) {
    let before = -Infinity
    for (let value = 0; value <= 1; value += 0.01) {
      const score = rawScore(model, [value, other, Number.NaN])
      assert.ok(score >= before - 1e-12)
      before = score
    }
  }
})

test('contributions and base sum to the score, exactly, with missing values too', () => {
  const { rows, labels, columns, weights } = sampleRows(
    800,
    (row) => isXor(row) || Number.isNaN(row[2]!),
  )
  const bags = [1, 2].map((seed) => boost(columns, rows, labels, weights, RULES, seed))
  for (const row of rows.slice(0, 50)) {
    const { base, contributions } = explainScore({ bags }, row)
    const sum = contributions.reduce((total, value) => total + value, base)
    const score = (rawScore(bags[0]!, row) + rawScore(bags[1]!, row)) / 2
    assert.ok(Math.abs(sum - score) < 1e-9)
  }
})

test('contributions are the Shapley values that counting all coalitions gives', () => {
  const { rows, labels, columns, weights } = sampleRows(400, isXor)
  const bag = boost(columns, rows, labels, weights, { ...RULES, treeCount: 3 }, 5)
  const row = rows[11]!
  const { contributions } = explainScore({ bags: [bag] }, row)
  for (const feature of [0, 1, 2])
    assert.ok(Math.abs(contributions[feature]! - shapley(bag, row, feature)) < 1e-9)
})

/** The definition, for three features: the mean gain of learning `feature` over all orders. */
function shapley(bag: ReturnType<typeof boost>, row: Float64Array, feature: number): number {
  const others = [0, 1, 2].filter((other) => other !== feature)
  const value = (known: number[]): number =>
    bag.trees.reduce((sum, tree) => sum + conditional(tree, row, new Set(known), 0), 0)
  const gain = (known: number[]): number => value([...known, feature]) - value(known)
  return gain([]) / 3 + gain([others[0]!]) / 6 + gain([others[1]!]) / 6 + gain(others) / 3
}

function conditional(
  tree: ReturnType<typeof boost>['trees'][number],
  row: Float64Array,
  known: ReadonlySet<number>,
  node: number,
): number {
  const feature = tree.feature[node]!
  if (feature < 0) return tree.value[node]!
  const [left, right] = [tree.left[node]!, tree.right[node]!]
  if (known.has(feature)) {
    const value = row[feature]!
    const goesLeft = Number.isNaN(value)
      ? tree.missingLeft[node] === 1
      : value <= tree.threshold[node]!
    return conditional(tree, row, known, goesLeft ? left : right)
  }
  const weighted =
    tree.cover[left]! * conditional(tree, row, known, left) +
    tree.cover[right]! * conditional(tree, row, known, right)
  return weighted / tree.cover[node]!
}
