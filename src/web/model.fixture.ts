/** A model and a measurement for the tests of this room: small, and true to their schemas. */
import type { Evaluation } from './schemas/evaluations.ts'
import type { Model } from './schemas/model.ts'

const RELIABILITY = {
  count: 1_000,
  positives: 10,
  expectedError: 0.004,
  expectedErrorLikely: 0.06,
  bins: [
    { from: 0, to: 0.1, count: 980, positives: 1, meanProbability: 0.002, observed: 0.001 },
    { from: 0.8, to: 0.9, count: 20, positives: 9, meanProbability: 0.51, observed: 0.45 },
  ],
}

export const MODEL: Model = {
  champion: {
    id: 'shipped',
    title: 'Noroshi endpoint model',
    trainedOn: 'synthetic flows',
    isSynthetic: true,
    seeds: { training: [1001], calibration: [1017] },
    samples: { training: 9_000, trainingPositive: 90, calibration: 1_000, calibrationPositive: 10 },
    heldOut: { prAuc: 0.6, within10: 7, positives: 10 },
    limits: ['Trained on simulated traffic only.'],
    features: [
      {
        name: 'clients_log2',
        group: 'clients',
        groupName: { en: 'clients', ja: '端末' },
        unit: 'log2(1 + clients)',
        about: 'Distinct clients with evidence.',
        monotone: 0,
        innocent: { median: 1, low: 1, high: 9, missing: 0 },
      },
    ],
    reliability: RELIABILITY,
    curves: [
      {
        view: 'provider',
        endpoints: 1_000,
        planted: 10,
        prAuc: 0.6,
        points: [{ recall: 0.5, precision: 0.9 }],
      },
    ],
    baseRate: { en: 'On 100,000 candidates …', ja: '1日100,000件の候補…' },
    kinds: [{ kind: 'ntp', isPlanted: false, examples: 12 }],
  },
  challenger: null,
  comparison: null,
  calibration: {
    kind: 'model',
    shift: 0,
    confirmed: 1,
    dismissed: 2,
    detail: { en: 'The model’s own curve.', ja: 'モデル自身の曲線です。' },
  },
  drift: {
    state: 'none',
    detail: { en: 'nothing has been scored yet', ja: 'まだ判定の記録がありません' },
    against: null,
    day: null,
    endpoints: 0,
    daysKept: 0,
    alarmFrom: 0.25,
    features: [],
    history: [],
  },
  models: [
    {
      id: 'shipped',
      title: 'Noroshi endpoint model',
      origin: 'shipped',
      role: 'champion',
      addedAt: null,
      prAuc: 0.6,
    },
  ],
  promotions: [],
}

export const EVALUATION: Evaluation = {
  name: '2026-11-21-120000-country',
  suite: 'country',
  title: { en: 'Simulated countries', ja: '模擬国' },
  provenance: { en: 'Synthetic.', ja: '合成データ。' },
  evaluatedAt: '2026-11-21T12:00:00.000Z',
  version: '0.1.0',
  model: 'Noroshi endpoint model',
  isSynthetic: true,
  isQuick: false,
  isWithoutPorts: false,
  endpoints: 1_000,
  positives: 10,
  prAuc: 0.6,
  prAucInterval: { low: 0.4, high: 0.8 },
  found: 5,
  expectedCalibrationError: 0.004,
  benign: 990,
  unknown: 0,
  methods: [
    {
      name: 'noroshi',
      title: { en: 'Noroshi', ja: 'Noroshi' },
      prAuc: 0.6,
      interval: null,
      recallAtFalse: {
        '1': { recall: 0.5, found: 5, positives: 10, falseMax: 0, interval: null },
      },
      curve: [{ recall: 0.5, precision: 0.9 }],
    },
  ],
  calibration: { expectedError: 0.004, brier: 0.002, bins: RELIABILITY.bins },
  samplingLines: [],
  causes: [],
  servers: [],
  tables: [],
  baseRate: null,
}
