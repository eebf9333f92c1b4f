import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { splitPackets } from './split-packets.ts'

test('a direction without octets has no packets', () => {
  assert.equal(splitPackets(5, 300, 0), 5)
  assert.equal(splitPackets(5, 0, 300), 0)
})

test('a download of full frames is more packets down than its ACKs up', () => {
  assert.equal(splitPackets(15, 5 * 60, 10 * 1514), 5)
})

test('any split keeps the total, and one packet for each direction that has octets', () => {
  const octets = fc.integer({ min: 1, max: 2 ** 40 })
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 1e9 }), octets, octets, (total, forward, reverse) => {
      const packets = splitPackets(total, forward, reverse)
      assert.ok(Number.isInteger(packets) && packets >= 1 && packets <= total - 1)
    }),
  )
})

test('any split that the frames allow is inside what the frames allow', () => {
  const frames = fc.array(fc.integer({ min: 60, max: 1514 }), { minLength: 1, maxLength: 50 })
  const sum = (sizes: readonly number[]): number => sizes.reduce((a, b) => a + b, 0)
  fc.assert(
    fc.property(frames, frames, (forward, reverse) => {
      const total = forward.length + reverse.length
      const packets = splitPackets(total, sum(forward), sum(reverse))
      assert.ok(packets * 60 <= sum(forward) && packets * 1514 >= sum(forward))
      assert.ok((total - packets) * 60 <= sum(reverse) && (total - packets) * 1514 >= sum(reverse))
    }),
  )
})
