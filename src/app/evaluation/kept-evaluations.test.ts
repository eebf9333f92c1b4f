import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { SeededRandom } from '../../core/random.ts'
import { type JudgedEndpoint, judgeRun } from '../../verdicts/evaluate/index.ts'
import { Evaluation } from '../../web/schemas/evaluations.ts'
import { type EvaluationAbout, evaluationRecord } from './evaluation-record.ts'
import { evaluationName, KeptEvaluations } from './kept-evaluations.ts'
import { type SuiteResult, SYNTHETIC } from './suites/suite.ts'

const directory = mkdtempSync(join(tmpdir(), 'noroshi-kept-'))
after(() => rmSync(directory, { recursive: true, force: true }))

function judged(count: number): JudgedEndpoint[] {
  const random = new SeededRandom(3)
  return Array.from({ length: count }, (_, i) => {
    const truth = i % 15 === 0 ? 1 : 0
    const score = random.normal(2 * truth, 1)
    return {
      address: `198.51.100.${i % 250}`,
      protocol: 'tcp',
      port: 1000 + i,
      capture: `c${i % 2}`,
      truth,
      kind: undefined,
      flows: 20,
      clients: 3,
      sampling: 1,
      score: i % 40 === 3 ? Number.NEGATIVE_INFINITY : score,
      scoreWithoutPorts: score,
      probability: 1 / (1 + Math.exp(-score)),
      baselines: { rita: random.next(), 'flows-per-client': Number.NEGATIVE_INFINITY },
      facts: {},
    }
  })
}

function resultOf(endpoints: readonly JudgedEndpoint[]): SuiteResult {
  return {
    suite: 'country',
    title: { en: 'A country', ja: '模擬国' },
    provenance: SYNTHETIC,
    isSynthetic: true,
    run: judgeRun(endpoints, { seed: 1, rounds: 50 }),
    samplingLines: [
      {
        name: { en: '1–2 bots', ja: '1–2台' },
        points: [{ sampling: 1, recall: Number.NaN, found: 0, of: 0, interval: undefined }],
      },
    ],
    tables: [
      {
        title: { en: 't', ja: 't' },
        about: { en: 'a', ja: 'a' },
        columns: [{ en: 'c', ja: 'c' }],
        rows: [['x', 1, { en: 'y', ja: 'y' }]],
      },
    ],
    document: {},
  }
}

const aboutAt = (evaluatedAt: string): EvaluationAbout => ({
  name: evaluationName('country', evaluatedAt),
  evaluatedAt,
  version: '0.1.0',
  model: {
    title: 'm',
    trainedOn: 'made-up rows',
    seeds: { training: [1], calibration: [2] },
    samples: { training: 1, trainingPositive: 1, calibration: 1, calibrationPositive: 1 },
    heldOut: { prAuc: 1, within10: 1, positives: 1 },
    limits: [],
  },
  isWithoutPorts: false,
  isQuick: false,
})

test('what is kept is what the API promises, survives JSON, and says what could not be measured', () => {
  const record = evaluationRecord(resultOf(judged(300)), aboutAt('2026-11-21T12:00:00.000Z'))
  const back = Evaluation.strict().parse(JSON.parse(JSON.stringify(record)))
  assert.deepEqual(back, record)
  assert.equal(back.name, '2026-11-21-120000-country')
  assert.equal(back.samplingLines[0]!.points[0]!.recall, null)
  assert.deepEqual(
    back.methods.map(({ name }) => name),
    ['noroshi', 'noroshi-without-ports', 'rita', 'flows-per-client'],
  )
  assert.match(back.baseRate!.en, /On 100,000 candidates a day/)
  assert.ok(back.causes.every(({ title, count }) => title.ja.length > 0 && count > 0))
  assert.equal(
    back.servers.every(({ rank }, i) => i === 0 || rank >= back.servers[i - 1]!.rank),
    true,
  )
})

test('nothing known gives nulls, not zeros', () => {
  const record = evaluationRecord(resultOf([]), aboutAt('2026-11-21T12:00:00.000Z'))
  const back = Evaluation.parse(JSON.parse(JSON.stringify(record)))
  assert.deepEqual([back.prAuc, back.endpoints], [null, 0])
})

test('the newest stands first, what is no measurement is passed over, and no name leaves the directory', () => {
  const kept = new KeptEvaluations(join(directory, 'evaluations'))
  assert.deepEqual(kept.list(), { evaluations: [] })
  for (const at of ['2026-11-20T12:00:00.000Z', '2026-11-21T12:00:00.000Z'])
    kept.keep(evaluationRecord(resultOf(judged(60)), aboutAt(at)), `<!doctype html>${at}`)
  writeFileSync(join(directory, 'evaluations', '2026-11-22-000000-broken.json'), '{"a":1}')
  writeFileSync(join(directory, 'secret.json'), '{}')
  const { evaluations } = kept.list()
  assert.deepEqual(
    evaluations.map(({ name }) => name),
    ['2026-11-21-120000-country', '2026-11-20-120000-country'],
  )
  assert.equal('methods' in evaluations[0]!, false)
  assert.equal(kept.get(evaluations[1]!.name)!.positives, 4)
  assert.match(kept.report(evaluations[1]!.name)!, /2026-11-20/)
  for (const name of ['../secret', 'none', '2026-11-22-000000-broken'])
    assert.deepEqual([kept.get(name), kept.report(name)], [undefined, undefined])
})
