import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exporterState } from './silence.ts'

const MINUTE_MS = 60_000
const SILENT_AFTER_MS = 5 * MINUTE_MS
const stateOf = (datagrams: number, overMs: number, agoMs: number) =>
  exporterState({ firstSeenMs: 0, lastSeenMs: overMs, datagrams }, overMs + agoMs, SILENT_AFTER_MS)

test('an exporter that sent each minute and then nothing for six is silent, for four it is not', () => {
  assert.equal(stateOf(60, 60 * MINUTE_MS, 6 * MINUTE_MS), 'silent')
  assert.equal(stateOf(60, 60 * MINUTE_MS, 4 * MINUTE_MS), 'sending')
})

test('one that sends every ten minutes is only quiet, and so is one heard a few times', () => {
  assert.equal(stateOf(60, 600 * MINUTE_MS, 9 * MINUTE_MS), 'quiet')
  assert.equal(stateOf(3, MINUTE_MS, 60 * MINUTE_MS), 'quiet')
})

test('a clock that was set back makes nobody silent', () => {
  assert.equal(stateOf(60, 60 * MINUTE_MS, -60 * MINUTE_MS), 'sending')
})
