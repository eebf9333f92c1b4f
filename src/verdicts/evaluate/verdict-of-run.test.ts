import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JudgedEndpoint } from './judged-endpoint.ts'
import { judgeRun } from './verdict-of-run.ts'

const endpoint = (
  name: number,
  truth: JudgedEndpoint['truth'],
  score: number,
  more: Partial<JudgedEndpoint> = {},
): JudgedEndpoint => ({
  capture: 'a',
  address: `192.0.2.${name}`,
  protocol: 'tcp',
  port: 443,
  truth,
  kind: undefined,
  flows: 50,
  clients: 5,
  sampling: 1,
  score,
  scoreWithoutPorts: score,
  probability: 1 / (1 + Math.exp(-score)),
  baselines: { told: truth ?? 0, constant: 1 },
  facts: {},
  ...more,
})

test('an endpoint of unknown truth is in no figure, and above nobody', () => {
  const run = judgeRun([endpoint(1, null, 9), endpoint(2, 1, 2), endpoint(3, 0, 1)], { seed: 1 })
  assert.equal(run.ours.prAuc, 1)
  assert.equal(run.unknown, 1)
  assert.equal(run.servers[0]!.rank, 1)
})

test('a method that is told the truth earns 1 and one that says the same of all the base rate', () => {
  const rows = [endpoint(1, 1, 0), ...[2, 3, 4].map((name) => endpoint(name, 0, name))]
  const run = judgeRun(rows, { seed: 1 })
  assert.equal(run.baselines['told']!.prAuc, 1)
  assert.equal(run.baselines['constant']!.prAuc, 0.25)
})

test('ranks are counted within the capture, a tie at its worst', () => {
  const run = judgeRun(
    [
      endpoint(1, 1, 1),
      endpoint(2, 0, 1),
      endpoint(3, 0, 0),
      endpoint(4, 0, 5, { capture: 'b' }),
      endpoint(5, 1, 4, { capture: 'b' }),
    ],
    { seed: 1 },
  )
  assert.deepEqual(
    run.servers.map(({ endpoint: { capture }, rank, benignAbove }) => [capture, rank, benignAbove]),
    [
      ['a', 2, 1],
      ['b', 2, 1],
    ],
  )
})

test('a controller that the evidence gate left out is a miss with that cause, and ranks last', () => {
  const never = Number.NEGATIVE_INFINITY
  const run = judgeRun(
    [
      endpoint(1, 1, never, { scoreWithoutPorts: never, probability: 0 }),
      endpoint(2, 1, 3),
      endpoint(3, 0, 1),
    ],
    { seed: 1 },
  )
  assert.equal(run.unscored, 1)
  assert.deepEqual(
    run.errors.filter(({ side }) => side === 'missed').map(({ cause }) => cause),
    ['evidence-gate'],
  )
})

test('what the truth calls a benign endpoint decides the cause; without, the facts of its row', () => {
  const rows = [
    endpoint(1, 1, 0),
    endpoint(2, 0, 5, { kind: 'update' }),
    endpoint(3, 0, 4, { kind: 'trap-swarm' }),
    endpoint(4, 0, 3, { kind: 'trap-sinkhole' }),
    endpoint(5, 0, 2, { facts: { siblings_log2: 5 } }),
    endpoint(6, 0, 1),
  ]
  const run = judgeRun(rows, { seed: 1 })
  assert.deepEqual(
    run.errors.filter(({ side }) => side === 'false-alarm').map(({ cause }) => cause),
    ['benign-polling', 'peer-swarm', 'sinkhole', 'peer-swarm', 'undetermined'],
  )
})
