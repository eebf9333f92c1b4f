import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dayOf, weeksFrom } from './days.ts'

test('weeks begin on the Monday on or before the day, and hold every day asked for once', () => {
  // A Saturday.
  const weeks = weeksFrom('2026-11-21', 35)
  assert.equal(weeks[0]?.[0], '2026-11-16')
  assert.equal(weeks[0]?.[5], '2026-11-21')
  const days = weeks.flat()
  assert.equal(new Set(days).size, days.length)
  assert.ok(days.includes('2026-12-25'))
})

test('a Monday begins its own week, and a leap day is a day', () => {
  assert.equal(weeksFrom('2026-11-23', 1)[0]?.[0], '2026-11-23')
  assert.ok(weeksFrom('2028-02-27', 7).flat().includes('2028-02-29'))
})

test('in UTC a day is UTC’s day', () => {
  assert.equal(dayOf(Date.parse('2026-11-21T23:59:59Z'), 'utc'), '2026-11-21')
})
