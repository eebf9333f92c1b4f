import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SeededRandom } from '../../core/random.ts'
import { modelScore } from './model.ts'
import { formatModel, parseModel } from './model-file.ts'
import { type Sample, trainModel } from './train-model.ts'

const FEATURES = [{ name: 'size' }, { name: 'clients' }, { name: 'port', dropOut: 'port' as const }]
const NAMES = FEATURES.map((feature) => feature.name)

function samples(seed: number): Sample[] {
  const random = new SeededRandom(seed)
  return Array.from({ length: 600 }, (_, i) => {
    const label = i % 20 === 0 ? 1 : 0
    return {
      label,
      values: [random.normal(label, 0.3), random.next(), label ? 3 : random.integer(4)],
    }
  })
}

function train() {
  return trainModel(samples(1), {
    seed: 9,
    features: FEATURES,
    calibration: samples(2),
    bagCount: 2,
    treeCount: 20,
    card: {
      title: 't',
      trainedOn: 'made-up rows',
      seeds: { training: [1], calibration: [2] },
      limits: [],
    },
  })
}

test('a model file read back gives the same scores', () => {
  const model = train()
  const read = parseModel(formatModel(model), NAMES)
  for (const { values } of samples(3).slice(0, 40))
    assert.ok(Math.abs(modelScore(model, values) - modelScore(read, values)) < 1e-4)
})

test('training twice with one seed writes the same file', () => {
  assert.equal(formatModel(train()), formatModel(train()))
})

test('a feature that drops out in training is not needed to recognise a positive', () => {
  const model = train()
  const score = (values: number[]): number => modelScore(model, values)
  assert.ok(score([1, 0.5, Number.NaN]) > score([0, 0.5, Number.NaN]) + 1)
})

test('a model trained on other features is refused by name', () => {
  const text = formatModel(train())
  assert.throws(() => parseModel(text, ['size', 'clients', 'age']), {
    code: 'MODEL_FEATURES_MISMATCH',
    message: /lacks: age; only it has: port/,
  })
})

test('what is no model, or would never end, is refused', () => {
  assert.throws(() => parseModel('{', NAMES), { code: 'MODEL_INVALID' })
  assert.throws(() => parseModel({ version: 2 }, NAMES), { code: 'MODEL_INVALID' })
  const looping = structuredClone(train()) as unknown as { bags: { trees: { left: number[] }[] }[] }
  looping.bags[0]!.trees[0]!.left[0] = 0
  assert.throws(() => parseModel(looping, NAMES), { code: 'MODEL_INVALID' })
})

test('training without positives is refused', () => {
  const none = samples(1).map((sample) => ({ ...sample, label: 0 as const }))
  assert.throws(
    () =>
      trainModel(none, {
        seed: 1,
        features: FEATURES,
        calibration: samples(2),
        card: { title: '', trainedOn: '', seeds: { training: [], calibration: [] }, limits: [] },
      }),
    { code: 'TRAINING_SAMPLES_UNUSABLE' },
  )
})
