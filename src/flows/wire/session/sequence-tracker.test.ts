import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { SequenceTracker } from './sequence-tracker.ts'

function missing(steps: readonly (readonly [sequence: number, units: number])[]): number {
  const tracker = new SequenceTracker()
  return steps.reduce((sum, [sequence, units]) => sum + tracker.advance(sequence, units), 0)
}

test('an unbroken sequence misses nothing, across the wrap too', () => {
  const start = 2 ** 32 - 60
  const steps = Array.from({ length: 10 }, (_none, i) => [(start + 30 * i) >>> 0, 30] as const)
  assert.equal(missing(steps), 0)
})

test('a hole is missing by its size', () => {
  assert.equal(
    missing([
      [0, 30],
      [90, 30],
      [120, 30],
    ]),
    60,
  )
})

test('a swapped pair of datagrams is no loss', () => {
  assert.equal(
    missing([
      [0, 30],
      [60, 30],
      [30, 30],
      [90, 30],
    ]),
    0,
  )
})

test('a repeated datagram is no loss', () => {
  assert.equal(
    missing([
      [0, 1],
      [1, 1],
      [1, 1],
      [2, 1],
    ]),
    0,
  )
})

test('a restart is followed from its second datagram on', () => {
  assert.equal(
    missing([
      [3_000_000_000, 1],
      [3_000_000_001, 1],
      [0, 1],
      [1, 1],
      [2, 1],
      [5, 1],
    ]),
    2,
  )
})

test('after a datagram whose units are unknown the next is taken as it comes', () => {
  const tracker = new SequenceTracker()
  assert.equal(tracker.advance(0, undefined), 0)
  assert.equal(tracker.advance(5000, 10), 0)
  assert.equal(tracker.advance(5020, 10), 10)
})

test('whatever the numbers, more is never taken back than was reported', () => {
  const step = fc.tuple(fc.integer({ min: 0, max: 0xffffffff }), fc.nat(100))
  const near = fc.tuple(fc.nat(300), fc.nat(50))
  fc.assert(
    fc.property(fc.array(fc.oneof(step, near)), (steps) => {
      const tracker = new SequenceTracker()
      let sum = 0
      for (const [sequence, units] of steps) {
        sum += tracker.advance(sequence, units)
        assert.ok(sum >= 0)
      }
    }),
  )
})
