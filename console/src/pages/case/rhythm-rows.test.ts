import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rhythmRows } from './rhythm-rows.ts'

const at = (second: number) => new Date(second * 1000).toISOString()
const activityOf = (clients: readonly (readonly number[])[]) => ({
  window: { from: at(0), to: at(86_400) },
  hours: [],
  sizes: [],
  rhythm: clients.map((seconds) => ({ contactsAt: seconds.map(at) })),
})

test('the median gap is told in seconds, whatever the order of contacts', () => {
  const rows = rhythmRows(activityOf([[120, 0, 60, 1000]]))
  assert.equal(rows[0]?.medianGapSeconds, 60)
  assert.equal(rows[0]?.contactCount, 4)
})

test('one contact has no gap, and a client without contacts no row', () => {
  const rows = rhythmRows(activityOf([[5], []]))
  assert.deepEqual(
    rows.map((row) => row.medianGapSeconds),
    [null],
  )
})
