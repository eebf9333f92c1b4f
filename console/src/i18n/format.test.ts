import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFormat } from './format.ts'

const en = createFormat('en', 'utc')
const ja = createFormat('ja', 'utc')

test('bit rates step by thousands, octets by 1024', () => {
  assert.equal(en.bitRate(1_500_000_000), '1.5 Gbit/s')
  assert.equal(en.octets(1536), '1.5 KiB')
  assert.equal(en.octets(0), '0 B')
})

test('a probability always has two digits, so that columns line up', () => {
  assert.equal(en.probability(0.9), '0.90')
})

test('the past is told in its largest whole unit, and the future never', () => {
  const now = Date.parse('2026-11-21T12:00:00Z')
  assert.equal(en.ago('2026-11-21T11:59:30Z', now), '30 seconds ago')
  assert.equal(en.ago('2026-11-18T11:00:00Z', now), '3 days ago')
  assert.equal(ja.ago('2026-11-21T09:00:00Z', now), '3時間前')
  assert.equal(en.ago('2026-11-21T12:05:00Z', now), 'now')
})

test('an instant in UTC says so', () => {
  assert.match(en.instant('2026-11-21T09:05:00Z'), /21 Nov 2026, 09:05 UTC/)
  assert.match(ja.instant('2026-11-21T09:05:00Z'), /2026年11月21日 9?0?9:05 UTC/)
})
