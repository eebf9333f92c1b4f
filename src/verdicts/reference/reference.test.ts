import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SeededRandom } from '../../core/random.ts'
import { formatModel, parseModel } from '../model/model-file.ts'
import type { Sample } from '../model/sample.ts'
import { trainModel } from '../model/train-model.ts'
import { chooseExemplars, nearestDistance, ranksOf } from './exemplars.ts'
import { innocentMedian, innocentScale, rankOf, shareAbove, shareBelow } from './feature-scale.ts'
import { countBins, featureHistograms } from './histograms.ts'
import { crossFittedReliability } from './reliability.ts'

/** Two features, the second missing in a tenth; the planted are higher in the first. */
function samples(count: number, seed: number): Sample[] {
  const random = new SeededRandom(seed)
  return Array.from({ length: count }, (_, i) => {
    const label = i % 10 === 0 ? 1 : 0
    return {
      label,
      values: [
        random.normal(2 * label, 1),
        random.next() < 0.1 ? Number.NaN : Math.floor(3 * random.next()),
      ],
      view: i % 3 === 0 ? 'site' : 'provider',
      seed: Math.floor(i / 10) % 4,
      ...(label === 1 && i % 20 === 0 ? { kind: 'family' } : {}),
    } as const
  })
}

test('an innocent value stands where so many of the innocent stand below it', () => {
  const innocent = Array.from({ length: 1001 }, (_, i): Sample => ({ label: 0, values: [i] }))
  const planted = Array.from({ length: 500 }, (): Sample => ({ label: 1, values: [5_000] }))
  const scale = innocentScale([...innocent, ...planted])
  assert.ok(Math.abs(innocentMedian(scale, 0) - 500) <= 1)
  for (const value of [0, 100, 500, 777, 990])
    assert.ok(Math.abs(rankOf(scale, 0, value) - value / 1000) < 0.01, `${value}`)
  assert.ok(shareBelow(scale, 0, 995) >= 0.99)
  assert.equal(shareBelow(scale, 0, 0), 0)
  assert.ok(shareAbove(scale, 0, 5) >= 0.99)
  assert.ok(rankOf(scale, 0, 2_000) > 1)
  assert.ok(rankOf(scale, 0, -1) < 0)
})

test('who is like everybody stands above nobody', () => {
  const scale = innocentScale(Array.from({ length: 100 }, () => ({ label: 0, values: [7] })))
  assert.equal(shareBelow(scale, 0, 7), 0)
  assert.equal(shareAbove(scale, 0, 7), 0)
  assert.equal(rankOf(scale, 0, 7), 0.5)
})

test('what was never known has no rank and no median', () => {
  const scale = innocentScale([{ label: 0, values: [Number.NaN] }])
  assert.ok(Number.isNaN(rankOf(scale, 0, 3)))
  assert.ok(Number.isNaN(innocentMedian(scale, 0)))
  assert.equal(scale.missing[0], 1)
})

test('views weigh alike however many endpoints they have', () => {
  const of = (view: string, value: number, count: number): Sample[] =>
    Array.from({ length: count }, () => ({ label: 0, values: [value], view }))
  const scale = innocentScale([...of('site', 0, 10), ...of('provider', 1, 1000)])
  assert.equal(rankOf(scale, 0, 0.5) > 0.4 && rankOf(scale, 0, 0.5) < 0.6, true)
})

test('bins hold every row once, missing ones apart', () => {
  const all = samples(500, 3)
  const { edges, views } = featureHistograms(all)
  const counts = countBins(
    edges,
    all.map(({ values }) => values),
  )
  for (const bins of counts)
    assert.equal(
      bins.reduce((sum, count) => sum + count, 0),
      500,
    )
  assert.equal(counts[1]![0], all.filter(({ values }) => Number.isNaN(values[1]!)).length)
  assert.equal(counts[0]![0], 0)
  for (const { shares } of views)
    for (const bins of shares)
      assert.ok(Math.abs(bins.reduce((sum, share) => sum + share, 0) - 1) < 1e-3)
})

test('a stranger lies farther from the examples than the known do', () => {
  const all = samples(600, 5)
  const scale = innocentScale(all)
  const exemplars = chooseExemplars(all, scale, 1)
  assert.ok(exemplars.some(({ kind, isPlanted }) => kind === 'family' && isPlanted))
  const known = nearestDistance(ranksOf(scale, all[7]!.values), exemplars)
  const strange = nearestDistance(ranksOf(scale, [400, 900]), exemplars)
  assert.ok(strange > 4 * known, `${strange} against ${known}`)
})

test('a curve is measured on draws it was not fitted to', () => {
  const random = new SeededRandom(8)
  const labels = Array.from({ length: 4_000 }, () => (random.next() < 0.2 ? 1 : 0) as 0 | 1)
  const drawn = labels.map((label, i): Sample => ({ label, values: [], seed: i % 2 }))
  const honest = labels.map((label) => random.normal(label, 1))
  assert.ok(crossFittedReliability(drawn, honest).expectedError < 0.05)
  // One half of the draws is scored the other way round: what is fitted to it fails on the other.
  const contrary = honest.map((score, i) => (drawn[i]!.seed === 0 ? score : -score))
  assert.ok(crossFittedReliability(drawn, contrary).expectedErrorLikely! > 0.05)
})

test('a model carries its reference through its file, and is refused with that of another', () => {
  const model = trainModel(samples(400, 1), {
    seed: 4,
    features: [{ name: 'a' }, { name: 'b' }],
    calibration: samples(400, 2),
    bagCount: 1,
    treeCount: 10,
    card: {
      title: 't',
      trainedOn: 'made-up rows',
      seeds: { training: [1], calibration: [2] },
      limits: [],
    },
  })
  assert.equal(model.reference?.reliability.count, 400)
  assert.deepEqual(
    model.reference?.curves.map(({ view }) => view),
    ['provider', 'site'],
  )
  assert.deepEqual(parseModel(formatModel(model), ['a', 'b']).reference, model.reference)
  const broken = {
    ...model,
    reference: { ...model.reference!, exemplars: [{ kind: 'x', isPlanted: true, ranks: [1] }] },
  }
  assert.throws(() => parseModel(formatModel(broken), ['a', 'b']), { code: 'MODEL_INVALID' })
})
