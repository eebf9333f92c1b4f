import assert from 'node:assert/strict'
import { it } from 'node:test'
import { HOUR_MS, MINUTE_MS } from '../../core/time-span.ts'
import type { Band } from './evidence.ts'
import { isMaterialChange } from './material-change.ts'

const before = { probability: 0.7, band: 'suspected' as Band, clients: 12, scoredAtMs: 0 }
const change = (now: Partial<typeof before>, atMs = MINUTE_MS) =>
  isMaterialChange(before, { ...before, ...now }, atMs)

it('the same score a minute later is no event', () => {
  assert.equal(change({}), false)
  assert.equal(change({ probability: 0.749, clients: 14 }), false)
})

it('another band, 0.05 of probability either way, or a quarter more clients is an event', () => {
  assert.equal(change({ band: 'share-candidate' }), true)
  assert.equal(change({ probability: 0.75 }), true)
  assert.equal(change({ probability: 0.65 }), true)
  assert.equal(change({ clients: 15 }), true)
  assert.equal(change({ clients: 9 }), true)
})

it('one client more is no event, however few there were', () => {
  assert.equal(isMaterialChange({ ...before, clients: 1 }, { ...before, clients: 2 }, 1), false)
  assert.equal(isMaterialChange({ ...before, clients: 1 }, { ...before, clients: 3 }, 1), true)
})

it('after six hours of silence the same score is an event again', () => {
  assert.equal(change({}, 6 * HOUR_MS - 1), false)
  assert.equal(change({}, 6 * HOUR_MS), true)
})
