import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JudgedEndpoint } from '../judged-endpoint.ts'
import { causeOfFalseAlarm, causeOfMiss } from './cause-of-error.ts'

const endpoint = (over: Partial<JudgedEndpoint>): JudgedEndpoint => ({
  address: '198.51.100.9',
  protocol: 'tcp',
  port: 443,
  capture: 'a day',
  truth: 1,
  kind: undefined,
  flows: 400,
  clients: 9,
  sampling: 1,
  score: -3,
  scoreWithoutPorts: -3,
  probability: 0.05,
  baselines: {},
  facts: {},
  ...over,
})

test('why a controller stood too low, the plainest cause first', () => {
  const left = { score: Number.NEGATIVE_INFINITY, clients: undefined }
  const quiet = { scanning_share: 0, spamming_share: 0, flooding_share: 0, probing_excess: 0.4 }
  assert.equal(causeOfMiss(endpoint({ ...left, kind: 'fast-flux' })), 'moving-address')
  assert.equal(causeOfMiss(endpoint(left)), 'evidence-gate')
  assert.equal(causeOfMiss(endpoint({ ...left, sampling: 1000 })), 'sampled-out')
  assert.equal(causeOfMiss(endpoint({ clients: 2, facts: quiet })), 'too-few-clients')
  assert.equal(causeOfMiss(endpoint({ facts: quiet })), 'quiet-clients')
  assert.equal(
    causeOfMiss(endpoint({ facts: { ...quiet, probing_excess: Number.NaN } })),
    'quiet-clients',
  )
  assert.equal(causeOfMiss(endpoint({ facts: { ...quiet, probing_excess: 5 } })), 'undetermined')
  assert.equal(causeOfMiss(endpoint({ facts: { ...quiet, scanning_share: 0.2 } })), 'undetermined')
  assert.equal(causeOfMiss(endpoint({})), 'undetermined', 'what is not known is not quiet')
})

test('why an innocent endpoint stood too high: what the truth calls it, else its facts', () => {
  const innocent = (over: Partial<JudgedEndpoint>) => endpoint({ truth: 0, ...over })
  assert.equal(causeOfFalseAlarm(innocent({ kind: 'switched-off' })), 'dead-service')
  assert.equal(causeOfFalseAlarm(innocent({ facts: { siblings_log2: 5 } })), 'peer-swarm')
  assert.equal(causeOfFalseAlarm(innocent({ facts: { rita_max: 0.9 } })), 'benign-polling')
  assert.equal(causeOfFalseAlarm(innocent({})), 'undetermined')
})
