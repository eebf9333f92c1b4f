import assert from 'node:assert/strict'
import { test } from 'node:test'
import { binomialTail } from './binomial-tail.ts'

/** Over all outcomes, one trial after the other. */
function counted(least: number, trials: number, chance: number): number {
  let chances = [1]
  for (let trial = 0; trial < trials; trial++)
    chances = Array.from(
      { length: chances.length + 1 },
      (_, hits) => (chances[hits] ?? 0) * (1 - chance) + (chances[hits - 1] ?? 0) * chance,
    )
  return chances.slice(least).reduce((sum, one) => sum + one, 0)
}

test('agrees with counting trial after trial', () => {
  for (const trials of [1, 2, 7, 40])
    for (const chance of [0.001, 0.03, 0.5, 0.97])
      for (let least = 0; least <= trials; least++) {
        const want = counted(least, trials, chance)
        const got = binomialTail(least, trials, chance)
        assert.ok(
          Math.abs(got - want) <= 1e-9 * want + 1e-300,
          `${least} of ${trials} at ${chance}: ${got}, ${want}`,
        )
      }
})

test('what nearly always happens is near 1, however small its least term', () => {
  assert.ok(binomialTail(10, 256, 0.97) > 0.999999)
  assert.ok(binomialTail(1, 100_000, 0.5) > 0.999999)
})

test('nothing is certain, all of nothing impossible', () => {
  assert.equal(binomialTail(0, 5, 0.2), 1)
  assert.equal(binomialTail(3, 5, 1), 1)
  assert.equal(binomialTail(1, 5, 0), 0)
  assert.equal(binomialTail(6, 5, 0.5), 0)
  const deep = binomialTail(256, 256, 0.001)
  assert.ok(deep >= 0 && deep < 1e-300)
})
