import assert from 'node:assert/strict'
import { test } from 'node:test'
import { smallModel, smallSamples } from '../small-model.fixture.ts'
import { rawScore } from './boost.ts'
import { modelScore, modelScores } from './model.ts'

test('flat trees score to the last bit as the trees do, one by one and together, missing values too', () => {
  const model = smallModel()
  const rows = smallSamples(400, 9).map(({ values }) => values)
  rows.push(Float64Array.from(rows[0]!, () => Number.NaN))
  rows.push(Float64Array.from(rows[0]!, () => Number.POSITIVE_INFINITY))
  const together = modelScores(model, rows)
  for (const [i, row] of rows.entries()) {
    const expected =
      model.bags.reduce((sum, bag) => sum + rawScore(bag, row), 0) / model.bags.length
    assert.equal(together[i], expected)
    assert.equal(modelScore(model, row), expected)
  }
})

test('a value on the threshold goes left', () => {
  const tree = {
    feature: [0, -1, -1],
    threshold: [2, 0, 0],
    missingLeft: [0, 0, 0],
    left: [1, 0, 0],
    right: [2, 0, 0],
    value: [0, -1, 1],
    cover: [2, 1, 1],
  }
  const bags = [{ base: 0.5, trees: [tree] }]
  assert.deepEqual(
    [1, 2, 3, Number.NaN].map((value) => modelScore({ bags }, [value])),
    [-0.5, -0.5, 1.5, 1.5],
  )
})
