import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wilsonBounds } from './wilson-bounds.ts'

test('of nothing there is no share, and few tell less than many', () => {
  assert.equal(wilsonBounds(0, 0), null)
  const few = wilsonBounds(1, 10)!
  const many = wilsonBounds(100, 1000)!
  assert.ok(few.upper - few.lower > many.upper - many.lower)
  // Newcombe 1998, table I: 81 of 263 is 0.2553 to 0.3662.
  const { lower, upper } = wilsonBounds(81, 263)!
  assert.deepEqual([lower.toFixed(4), upper.toFixed(4)], ['0.2553', '0.3662'])
})

test('none of a few is not never, and bounds never leave 0 to 1', () => {
  const { lower, upper } = wilsonBounds(0, 5)!
  assert.equal(lower, 0)
  assert.ok(upper > 0.4)
  assert.equal(wilsonBounds(5, 5)!.upper, 1)
})
