import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FOLD_RECORDS_MAX, RUN_RECORDS_MAX, rangesOf } from './fold-ledger.ts'

test('folds in a row are folded together, as many as a run may hold', () => {
  const full = Array.from({ length: 20 }, (_, i) => ({ fold: 7 + i, records: FOLD_RECORDS_MAX }))
  const ranges = rangesOf(full)
  assert.ok(ranges.length < full.length / 4, `${ranges.length} runs`)
  assert.ok(ranges.every(({ records }) => records <= RUN_RECORDS_MAX))
  assert.equal(
    ranges.reduce((sum, { records }) => sum + records, 0),
    20 * FOLD_RECORDS_MAX,
  )
  for (const [i, { first }] of ranges.entries())
    assert.equal(first, i === 0 ? 7 : ranges[i - 1]!.last + 1)
})

test('what lies apart or is too much for one run is folded alone', () => {
  const ranges = rangesOf([
    { fold: 1, records: 5 },
    { fold: 3, records: 5 },
    { fold: 4, records: 2 * RUN_RECORDS_MAX },
    { fold: 5, records: 1 },
  ])
  assert.deepEqual(
    ranges.map(({ first, last }) => [first, last]),
    [
      [1, 1],
      [3, 3],
      [4, 4],
      [5, 5],
    ],
  )
})
