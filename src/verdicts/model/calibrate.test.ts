import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { SeededRandom } from '../../core/random.ts'
import { calibrated, fitCalibration, fitIsotonic, fitPlatt } from './calibrate.ts'
import { evaluateRanking } from './ranking.ts'

/** Scores whose true probability is a sigmoid of half the score minus one. */
function draw(count: number, seed: number) {
  const random = new SeededRandom(seed)
  const scores = Array.from({ length: count }, () => random.normal(0, 3))
  const labels = scores.map((score) =>
    random.next() < 1 / (1 + Math.exp(-(0.5 * score - 1))) ? 1 : 0,
  )
  return { scores, labels }
}

test('Platt finds the sigmoid that made the labels', () => {
  const { scores, labels } = draw(20_000, 3)
  const fit = fitPlatt(scores, labels)
  assert.ok(fit.kind === 'platt')
  assert.ok(Math.abs(fit.slope - 0.5) < 0.03, `${fit.slope}`)
  assert.ok(Math.abs(fit.intercept + 1) < 0.06, `${fit.intercept}`)
})

test('a small separated sample gives no certainty', () => {
  const fit = fitPlatt([-3, -2, -2, -1, 4, 5], [0, 0, 0, 0, 1, 1])
  assert.ok(calibrated(fit, 5) < 0.95)
  assert.ok(calibrated(fit, -3) > 0.02)
})

test('of verdicts given a probability about so many are right', () => {
  const { scores, labels } = draw(20_000, 4)
  const fit = fitIsotonic(scores, labels)
  const fresh = draw(20_000, 5)
  for (const [low, high] of [
    [0, 0.2],
    [0.2, 0.5],
    [0.5, 1.01],
  ] as const) {
    const inside = fresh.scores
      .map((score, i) => ({ probability: calibrated(fit, score), label: fresh.labels[i]! }))
      .filter(({ probability }) => probability >= low && probability < high)
    const claimed = inside.reduce((sum, row) => sum + row.probability, 0) / inside.length
    const observed = inside.reduce((sum, row) => sum + row.label, 0) / inside.length
    assert.ok(Math.abs(claimed - observed) < 0.03, `${claimed} claimed, ${observed} observed`)
  }
})

test('two parameters are fitted where positives are few, a curve where they are many', () => {
  const few = draw(300, 6)
  assert.equal(fitCalibration(few.scores, few.labels).kind, 'platt')
  const many = draw(5_000, 6)
  assert.equal(fitCalibration(many.scores, many.labels).kind, 'isotonic')
})

test('a higher score never gets a lower probability', () => {
  const cases = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.constantFrom(0, 1)), {
    minLength: 4,
    maxLength: 60,
  })
  fc.assert(
    fc.property(cases, (rows) => {
      const scores = rows.map(([score]) => score / 5)
      const labels = rows.map(([, label]) => label)
      for (const fit of [fitPlatt(scores, labels), fitIsotonic(scores, labels)]) {
        let before = 0
        for (let score = -11; score <= 11; score += 0.25) {
          const probability = calibrated(fit, score)
          assert.ok(probability >= before - 1e-12 && probability <= 1)
          before = probability
        }
      }
    }),
    { numRuns: 50 },
  )
})

test('a ranking is judged with its ties at their worst', () => {
  const quality = evaluateRanking([9, 5, 5, 1], [1, 1, 0, 0])
  assert.deepEqual(quality.ranks, [1, 3])
  assert.equal(quality.within(1), 1)
  assert.equal(quality.within(3), 2)
  assert.ok(Math.abs(quality.prAuc - (1 + 2 / 3) / 2) < 1e-12)
})
