import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY_MS } from '../core/time-span.ts'
import { SUSPECTED_PROBABILITY_MIN } from './bands.ts'
import { spendBudget } from './budget.ts'

const PROBABILITIES = [0.02, 0.95, 0.6, 0.9, 0.55, 0.4, 0.8]

test('within the budget everything from one half on is suspected', () => {
  const budget = spendBudget(PROBABILITIES, DAY_MS, 10)
  assert.equal(budget.suspectedFrom, SUSPECTED_PROBABILITY_MIN)
  assert.equal(budget.suspectedCount, 5)
  assert.ok(Math.abs(budget.expectedFalse - 1.2) < 1e-9)
})

test('a small budget raises the threshold until the expected wrong ones fit', () => {
  const budget = spendBudget(PROBABILITIES, DAY_MS, 0.4)
  assert.equal(budget.suspectedFrom, 0.8)
  assert.equal(budget.suspectedCount, 3)
  assert.ok(budget.expectedFalse <= 0.4)
})

test('no budget, no suspicion; and equal endpoints are treated alike', () => {
  assert.deepEqual(
    [spendBudget(PROBABILITIES, DAY_MS, 0)].map(({ suspectedFrom, suspectedCount }) => [
      suspectedFrom,
      suspectedCount,
    ]),
    [[1, 0]],
  )
  const alike = Array<number>(20).fill(0.9)
  assert.equal(spendBudget(alike, DAY_MS, 1).suspectedCount, 0)
  assert.equal(spendBudget(alike, DAY_MS, 2.1).suspectedCount, 20)
})

test('the budget grows with the days, and a short window has a day’s', () => {
  const count = (days: number): number =>
    spendBudget(PROBABILITIES, days * DAY_MS, 0.4).suspectedCount
  assert.equal(count(0.01), count(1))
  assert.ok(count(7) > count(1))
})
