import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { SeededRandom } from '../../core/random.ts'
import { calibrationQuality } from '../evaluate/metrics/calibration-error.ts'
import {
  BOOK_ENTRIES_MAX,
  bookDecisions,
  type DecisionBook,
  decisionsOf,
  EMPTY_BOOK,
  parseDecisionBook,
} from './decision-book.ts'
import { fitSiteCalibration, SITE_DECISIONS_MIN, shifted } from './site-calibration.ts'

/** Endpoints at a site whose true log odds are the model's plus `shift`. */
function site(count: number, shift: number, seed: number) {
  const random = new SeededRandom(seed)
  return Array.from({ length: count }, () => {
    const probability = 0.02 + 0.96 * random.next()
    return { probability, isConfirmed: random.next() < shifted(probability, shift) }
  })
}

test('where the site is as the model says, nothing is moved far', () => {
  assert.ok(Math.abs(fitSiteCalibration(site(400, 0, 1)).shift) < 0.35)
})

test('at a site of another base rate, later probabilities mean what they say only when moved', () => {
  for (const shift of [-2, 1.5]) {
    const fitted = fitSiteCalibration(site(200, shift, 2))
    assert.equal(fitted.kind, 'site')
    const later = site(4_000, shift, 3)
    const labels = later.map(({ isConfirmed }) => Number(isConfirmed))
    const errorOf = (by: number): number =>
      calibrationQuality(
        later.map(({ probability }) => shifted(probability, by)),
        labels,
      ).expectedError
    assert.ok(errorOf(fitted.shift) <= 0.05, `${errorOf(fitted.shift)}`)
    assert.ok(errorOf(0) > 0.15, `${errorOf(0)}`)
  }
})

test('few decisions move nothing, and decisions of one kind no farther than they can carry', () => {
  assert.equal(fitSiteCalibration(site(SITE_DECISIONS_MIN - 1, -2, 4)).kind, 'model')
  const allWrong = Array.from({ length: 60 }, () => ({ probability: 0.7, isConfirmed: false }))
  const { shift } = fitSiteCalibration(allWrong)
  assert.ok(shift < -1 && shift >= -3)
  assert.ok(shifted(0.7, shift) < 0.3)
})

test('one campaign that later decisions do not bear out is not learnt from', () => {
  const campaign = Array.from({ length: 60 }, () => ({ probability: 0.4, isConfirmed: true }))
  const after = Array.from({ length: 30 }, (_, i) => ({
    probability: 0.4,
    isConfirmed: i % 10 < 3,
  }))
  const fitted = fitSiteCalibration([...campaign, ...after])
  assert.deepEqual([fitted.kind, fitted.shift, fitted.why], ['model', 0, 'does-not-help-later'])
})

test('a shift never changes the order, and a probability stays one', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: -3, max: 3, noNaN: true }),
      (a, b, shift) => {
        const [low, high] = a <= b ? [a, b] : [b, a]
        const [from, to] = [shifted(low, shift), shifted(high, shift)]
        assert.ok(from >= 0 && to <= 1 && from <= to + 1e-12)
      },
    ),
  )
})

const known = (
  endpoint: string,
  decision: 'confirmed' | 'dismissed' | null,
  changedAtMs: number,
) => ({
  endpoint,
  decision,
  changedAtMs,
})
const saying = (probability: number) => () => ({ shipped: probability })

test('what a model said before the decision is what counts', () => {
  let book: DecisionBook = EMPTY_BOOK
  book = bookDecisions(book, [known('a', null, 1)], saying(0.6))
  book = bookDecisions(book, [known('a', null, 1)], saying(0.7))
  book = bookDecisions(book, [known('a', 'dismissed', 5)], saying(0.2))
  book = bookDecisions(book, [known('a', 'dismissed', 9)], saying(0.1))
  assert.deepEqual(decisionsOf(book, 'shipped'), [
    { probability: 0.7, isConfirmed: false, atMs: 5 },
  ])
  assert.deepEqual(parseDecisionBook(JSON.parse(JSON.stringify(book))), book)
})

test('a case that was decided before any run has the first score there is, and a later model its own', () => {
  let book = bookDecisions(EMPTY_BOOK, [known('a', 'confirmed', 5)], saying(0.8))
  book = bookDecisions(book, [known('a', 'confirmed', 5)], () => ({ shipped: 0.1, other: 0.9 }))
  assert.equal(decisionsOf(book, 'shipped')[0]!.probability, 0.8)
  assert.equal(decisionsOf(book, 'other')[0]!.probability, 0.9)
})

test('a decision that is taken back counts no more, and the book is bounded', () => {
  let book = bookDecisions(EMPTY_BOOK, [known('a', 'confirmed', 5)], saying(0.8))
  book = bookDecisions(book, [known('a', null, 6)], saying(0.5))
  assert.deepEqual(decisionsOf(book, 'shipped'), [])
  const many = Array.from({ length: BOOK_ENTRIES_MAX + 50 }, (_, i) =>
    known(`e${i}`, 'dismissed', i),
  )
  const full = bookDecisions(book, many, saying(0.5))
  assert.equal(full.entries.length, BOOK_ENTRIES_MAX)
  assert.equal(full.entries[0]!.endpoint, `e${many.length - 1}`)
  assert.equal(parseDecisionBook({ version: 9 }), EMPTY_BOOK)
})
