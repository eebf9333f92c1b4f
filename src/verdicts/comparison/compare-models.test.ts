import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SeededRandom } from '../../core/random.ts'
import { compareModels, type TwiceScored } from './compare-models.ts'

const random = new SeededRandom(2)
const rows = (challengerOf: (champion: number) => number): TwiceScored[] =>
  Array.from({ length: 1_000 }, (_, i) => {
    const champion = random.next()
    return { endpoint: `e${i}`, champion, challenger: challengerOf(champion) }
  })

test('a model agrees with itself in everything', () => {
  const { overlapAt100, orderAgreement, suspected } = compareModels(rows((score) => score))
  assert.deepEqual([overlapAt100, orderAgreement], [1, 1])
  assert.deepEqual([suspected.championOnly, suspected.challengerOnly], [0, 0])
})

test('an opposite model agrees in nothing, a random one by chance', () => {
  const opposite = compareModels(rows((score) => 1 - score))
  assert.deepEqual([opposite.overlapAt100, opposite.orderAgreement], [0, -1])
  const chance = compareModels(rows(() => random.next()))
  assert.ok(chance.overlapAt100 < 0.3)
  assert.ok(Math.abs(chance.suspected.both - 250) < 60)
})

test('no endpoints, no disagreement', () => {
  assert.equal(compareModels([]).overlapAt100, 1)
})
