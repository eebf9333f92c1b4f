import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { averagePrecision, precisionRecallCurve, rocArea } from './average-precision.ts'
import { baseRate } from './base-rate.ts'
import { binomialInterval, zeroErrorBound } from './binomial-bound.ts'
import { clusteredIntervals, quantile } from './bootstrap.ts'
import { calibrationQuality } from './calibration-error.ts'
import { Ranking } from './ranked-groups.ts'
import { precisionAt, recallAtFalse } from './recall-at-false.ts'

const groupsOf = (scores: readonly number[], labels: readonly number[]) =>
  new Ranking(scores, labels).groups()

/** Rows of few distinct scores, so that ties are common, with at least one of each label. */
const rows = fc
  .array(fc.record({ score: fc.integer({ min: 0, max: 6 }), label: fc.constantFrom(0, 1) }), {
    minLength: 2,
    maxLength: 40,
  })
  .filter((all) => all.some(({ label }) => label === 1) && all.some(({ label }) => label === 0))
const split = (all: readonly { score: number; label: number }[]) =>
  [all.map(({ score }) => score), all.map(({ label }) => label)] as const

test('average precision of three rows worked out by hand', () => {
  // Right, wrong, right: (1/2)·1 + (1/2)·(2/3).
  assert.equal(averagePrecision(groupsOf([3, 2, 1], [1, 0, 1])), 0.5 + 1 / 3)
})

test('average precision is the sum over all thresholds, found by brute force', () => {
  fc.assert(
    fc.property(rows, (all) => {
      const [scores, labels] = split(all)
      const positives = labels.filter((label) => label === 1).length
      let area = 0
      let recallBefore = 0
      for (const threshold of [...new Set(scores)].sort((a, b) => b - a)) {
        const taken = all.filter(({ score }) => score >= threshold)
        const found = taken.filter(({ label }) => label === 1).length
        area += (found / positives - recallBefore) * (found / taken.length)
        recallBefore = found / positives
      }
      assert.ok(Math.abs(averagePrecision(groupsOf(scores, labels)) - area) < 1e-12)
    }),
  )
})

test('one score for all earns the base rate, whatever the order of the rows', () => {
  assert.equal(averagePrecision(groupsOf([1, 1, 1, 1], [0, 0, 0, 1])), 0.25)
  assert.equal(averagePrecision(groupsOf([1, 1, 1, 1], [1, 0, 0, 0])), 0.25)
})

test('endpoints without any score come last and can be compared', () => {
  const none = Number.NEGATIVE_INFINITY
  const groups = groupsOf([none, 1, none], [1, 1, 0])
  assert.deepEqual(
    groups.map(({ positives }) => positives),
    [1, 1],
  )
  assert.equal(averagePrecision(groups), 0.5 + 0.5 * (2 / 3))
  assert.equal(recallAtFalse(groups, 10_000).recall, 0.5, 'no score is never within a budget')
})

test('the ROC area is the share of pairs in the right order, ties half', () => {
  fc.assert(
    fc.property(rows, (all) => {
      const right = all.filter(({ label }) => label === 1)
      const wrong = all.filter(({ label }) => label === 0)
      let wins = 0
      for (const a of right)
        for (const b of wrong) wins += a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0
      const area = rocArea(groupsOf(...split(all)))
      assert.ok(Math.abs(area - wins / (right.length * wrong.length)) < 1e-12)
    }),
  )
})

test('the curve ends with every controller found', () => {
  fc.assert(
    fc.property(rows, (all) => {
      const curve = precisionRecallCurve(groupsOf(...split(all)))
      assert.equal(curve.at(-1)!.recall, 1)
    }),
  )
})

test('a budget of one per 10,000 allows nothing among 9,999 benign, and one among 10,000', () => {
  const ranking = (benign: number) =>
    recallAtFalse(
      groupsOf(
        [3, 2, ...Array<number>(benign - 1).fill(0), 1],
        [1, 0, ...Array<number>(benign - 1).fill(0), 1],
      ),
      1,
    )
  assert.deepEqual([ranking(9_999).falseMax, ranking(9_999).found], [0, 1])
  assert.deepEqual([ranking(10_000).falseMax, ranking(10_000).found], [1, 2])
})

test('a tie with a benign endpoint is not found at no false endpoint', () => {
  assert.equal(recallAtFalse(groupsOf([2, 1, 1], [1, 1, 0]), 0).recall, 0.5)
})

test('precision at n counts a tie at the border at its mean', () => {
  assert.equal(precisionAt(groupsOf([2, 1, 1], [1, 1, 0]), 2), (1 + 0.5) / 2)
})

test('calibration of four rows worked out by hand', () => {
  const { expectedError, brier, bins } = calibrationQuality([0.1, 0.1, 0.9, 1], [0, 1, 1, 1])
  // Bin 0.1: said 0.1, true 0.5; bin 0.9: said 0.95, true 1.
  assert.ok(Math.abs(expectedError - (0.5 * 0.4 + 0.5 * 0.05)) < 1e-12)
  assert.ok(Math.abs(brier - (0.01 + 0.81 + 0.01 + 0) / 4) < 1e-12)
  assert.equal(
    bins.reduce((sum, bin) => sum + bin.count, 0),
    4,
  )
})

test('the exact interval agrees with published values of Clopper and Pearson', () => {
  const { low, high } = binomialInterval(2, 10)
  assert.ok(Math.abs(low - 0.0252) < 5e-4 && Math.abs(high - 0.5561) < 5e-4, `${low} ${high}`)
  assert.ok(Math.abs(binomialInterval(0, 10).high - 0.3085) < 5e-4)
  assert.equal(binomialInterval(0, 10).low, 0)
  assert.equal(binomialInterval(10, 10).high, 1)
})

test('no error among 386 proves at most 7.7 per 1,000', () => {
  assert.equal((1000 * zeroErrorBound(386)).toFixed(1), '7.7')
  assert.ok(Math.abs(zeroErrorBound(1000) * 1000 - 3) < 0.02, 'the rule of three')
})

test('resampling whole clusters is wider than resampling rows', () => {
  const labels = Array.from({ length: 200 }, (_, i) => (i % 20 < 10 ? 1 : 0))
  const mean = (weights: Uint16Array) => {
    let sum = 0
    let total = 0
    for (let i = 0; i < labels.length; i++) {
      sum += weights[i]! * (Math.floor(i / 50) % 2)
      total += weights[i]!
    }
    return [sum / total]
  }
  const width = (clusters: string[]) => {
    const [interval] = clusteredIntervals(clusters, mean, 7)
    return interval!.high - interval!.low
  }
  const whole = width(labels.map((_, i) => String(Math.floor(i / 50))))
  assert.ok(whole > 3 * width(labels.map((_, i) => String(i))))
})

test('the same seed gives the same interval', () => {
  const draw = () => clusteredIntervals(['a', 'b', 'c'], (weights) => [weights[0]!], 5)
  assert.deepEqual(draw(), draw())
})

test('one cluster has no interval', () => {
  assert.deepEqual(
    clusteredIntervals(['a', 'a'], () => [1], 5),
    [],
  )
})

test('a quantile lies between its neighbours', () => {
  assert.equal(quantile([0, 10], 0.25), 2.5)
})

test('on the reference day nine of ten alarms are right at the rate that is printed', () => {
  const { falseRateForNinety } = baseRate(0.7, 1e-4)
  assert.ok(Math.abs(baseRate(0.7, falseRateForNinety).precision - 0.9) < 1e-12)
  assert.ok(Math.abs(falseRateForNinety - 7.8e-5) < 1e-6)
})
