import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openChdb } from '../../flows/store/chdb.ts'
import { createSchema } from '../../flows/store/schema.ts'
import { FEATURES, formatModel, type Sample, trainModel } from '../../verdicts/index.ts'
import { siteSamples } from './drawn-views.ts'
import { modelCardText } from './model-card.ts'

const SITES = 6

test('the same seeds make the same model, byte for byte, and a card that says what it is', async () => {
  const engine = await openChdb()
  try {
    await createSchema(engine)
    const training = await siteSamples(engine, 2, SITES)
    const again = await siteSamples(engine, 2, SITES)
    assert.deepEqual(again, training)
    const calibration = await siteSamples(engine, 3, SITES)
    assert.notDeepEqual(calibration, training)
    assert.ok(training.every(({ values }) => values.length === FEATURES.length))

    const make = (samples: readonly Sample[]): string => formatModel(modelOf(samples, calibration))
    assert.equal(make(again), make(training))
    const card = modelCardText(modelOf(training, calibration), training, calibration)
    assert.match(card, /synthetic/)
    assert.match(card, /合成/)
    assert.match(card, /\| single sites/)
  } finally {
    await engine.close()
  }
})

function modelOf(training: readonly Sample[], calibration: readonly Sample[]) {
  return trainModel(training, {
    seed: 3,
    features: FEATURES,
    calibration,
    bagCount: 2,
    treeCount: 5,
    card: {
      title: 'Tiny',
      trainedOn: 'a few sites',
      seeds: { training: [2], calibration: [3] },
      limits: ['None.'],
    },
  })
}
