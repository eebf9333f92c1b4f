import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFormat } from '../i18n/format.ts'
import { timeTicks, timeTickText } from './time-axis.ts'

const DAY_MS = 86_400_000
const FROM = Date.parse('2026-11-20T10:20:00Z')

test('a day on a wide chart is ticked on round hours', () => {
  const ticks = timeTicks(FROM, FROM + DAY_MS, 700, 'utc')
  assert.equal(ticks[0]?.toISOString(), '2026-11-20T12:00:00.000Z')
  assert.ok(ticks.length <= 10)
  assert.ok(ticks.every((tick) => tick.getTime() % 3_600_000 === 0))
})

test('a narrow chart gets fewer ticks, never an endless number', () => {
  for (const span of [60_000, DAY_MS, 400 * DAY_MS])
    assert.ok(timeTicks(FROM, FROM + span, 130, 'utc').length <= 3)
})

test('midnight carries its date', () => {
  const format = createFormat('en', 'utc')
  assert.equal(timeTickText(new Date('2026-11-21T00:00:00Z'), format), '21 Nov')
  assert.equal(timeTickText(new Date('2026-11-21T06:00:00Z'), format), '06:00')
})
