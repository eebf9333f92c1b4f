import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KnownEndpoint } from '../../../verdicts/evaluate/index.ts'
import type { Planted } from '../country-site.ts'
import { countedBySampling, oneForEachController } from './by-controller.ts'

const row = (host: number, truth: 0 | 1, score: number, rita = 0): KnownEndpoint => ({
  capture: 'seed 1, 1:10',
  address: `198.18.0.${host}`,
  protocol: 'tcp',
  port: 443,
  truth,
  kind: truth === 1 ? 'fast-flux' : undefined,
  flows: 20,
  clients: 4,
  sampling: 10,
  score,
  scoreWithoutPorts: score,
  probability: 0.5,
  baselines: { rita },
  facts: {},
})
const planted = new Map<string, Planted>(
  [1, 2, 3, 4].map((host) => [
    `seed 1, 1:10 198.18.0.${host}:443/tcp`,
    { family: 'fast-flux', controller: host === 4 ? 'mirai 0' : 'fast-flux 1', bots: 3, jitter: 0 },
  ]),
)
const LEFT_OUT = Number.NEGATIVE_INFINITY
const ROWS = [
  row(1, 1, LEFT_OUT, 9),
  row(2, 1, 3),
  row(3, 1, 0.5),
  row(4, 1, LEFT_OUT),
  row(11, 0, 1, 5),
  row(12, 0, 0),
]

test('a controller that moved is one, and stands where its best address stands', () => {
  const rows = oneForEachController(ROWS, planted, ({ score }) => score)
  assert.deepEqual(
    rows.filter(({ truth }) => truth === 1).map(({ address }) => address),
    ['198.18.0.2', '198.18.0.4'],
  )
  assert.equal(rows.filter(({ truth }) => truth === 0).length, 2)
})

test('both figures stand side by side, and each method may choose its own address', () => {
  const [counted] = countedBySampling(ROWS, planted, [10], ({ score }) => score, 1)
  assert.equal(counted!.benign, 2)
  assert.deepEqual(
    [counted!.endpoints.of, counted!.endpoints.found, counted!.endpoints.leftOut],
    [4, 1, 2],
  )
  assert.deepEqual(
    [counted!.controllers.of, counted!.controllers.found, counted!.controllers.leftOut],
    [2, 1, 1],
  )
  assert.deepEqual(counted!.controllers.bestBaseline, { name: 'rita', recall: 0.5 })
})
