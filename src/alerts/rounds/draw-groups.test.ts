import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { drawGroups } from './draw-groups.ts'

const items = (count: number, stratum = 'camera') =>
  Array.from({ length: count }, (_, index) => ({ subscriber: `s${index}`, stratum }))
const heldOut = (drawn: ReturnType<typeof drawGroups>): number =>
  drawn.filter(({ group }) => group === 'held-out').length

test('within each kind the share is held out, give or take one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 0, max: 50 }),
      fc.integer(),
      (sizes, percent, seed) => {
        const all = sizes.flatMap((size, index) => items(size, `kind ${index}`))
        const drawn = drawGroups(all, percent, seed)
        assert.equal(drawn.length, all.length)
        for (const [index, size] of sizes.entries()) {
          const here = heldOut(drawn.filter(({ item }) => item.stratum === `kind ${index}`))
          assert.ok(Math.abs(here - (size * percent) / 100) < 1)
        }
      },
    ),
  )
})

test('the draw can be repeated, and does not depend on the order of the list', () => {
  const all = items(100)
  const key = (drawn: ReturnType<typeof drawGroups<(typeof all)[number]>>) =>
    drawn.map(({ item, group }) => `${item.subscriber} ${group}`).sort()
  assert.deepEqual(key(drawGroups(all, 20, 7)), key(drawGroups(all.toReversed(), 20, 7)))
  assert.notDeepEqual(key(drawGroups(all, 20, 7)), key(drawGroups(all, 20, 8)))
})

test('everybody is held out as often as anybody else, even one who is alone in his kind', () => {
  const rounds = 4_000
  const times = new Map<string, number>()
  for (let seed = 0; seed < rounds; seed++)
    for (const { item, group } of drawGroups(
      [...items(7), ...items(1, 'pc').map((one) => ({ ...one, subscriber: 'alone' }))],
      20,
      seed,
    ))
      if (group === 'held-out') times.set(item.subscriber, (times.get(item.subscriber) ?? 0) + 1)
  assert.equal(times.size, 8)
  // Five standard deviations of a share of one fifth.
  const tolerance = 5 * Math.sqrt((0.2 * 0.8) / rounds)
  for (const count of times.values())
    assert.ok(Math.abs(count / rounds - 0.2) < tolerance, `${count}`)
})
