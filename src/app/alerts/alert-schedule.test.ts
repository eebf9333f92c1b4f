import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AlertError } from '../../alerts/errors.ts'
import type { Alerts } from '../../alerts/index.ts'
import { ManualClock } from '../../core/clock.ts'
import { HOUR_MS, MINUTE_MS } from '../../core/time-span.ts'
import { AlertSchedule } from './alert-schedule.ts'

/** Monday, noon in Tokyo. What alerts themselves do is told in scenarios/alerts-by-themselves. */
const NOON_MS = Date.UTC(2026, 10, 2, 3)
const silent = { info: () => {}, warn: () => {} }

describe('what a schedule asks for', () => {
  const settings = {
    planEveryDays: 7,
    hourlyMax: 500,
    perMinute: 3,
    quiet: { from: '20:00', until: '09:00', weekends: true },
    timeZone: 'Asia/Tokyo',
  }

  it('a round that could not be planned is planned with the next try, and not after another week', async () => {
    const clock = new ManualClock(NOON_MS)
    let planCount = 0
    const desk = {
      observe: async () => ({ alerts: 0, days: 0, ended: 0 }),
      status: async () => ({ rounds: [] }),
      handedSince: async () => 0,
      send: async () => ({ counts: {}, left: 0, leftToday: 500 }),
      plan: async () => {
        planCount++
        if (planCount === 1) throw new AlertError('ALERTS_BUSY', 'a person was first')
        return { round: null, alerted: 0, heldOut: 0 }
      },
    }
    const schedule = new AlertSchedule(desk as unknown as Alerts, settings, clock, silent)
    for (let minute = 0; minute < 180; minute++) {
      await schedule.tick()
      clock.advance(MINUTE_MS)
    }
    assert.equal(planCount, 2)
    assert.equal(schedule.status.failure, null)
  })

  it('no more at a time than a minute takes, so that quiet hours begin on time', async () => {
    const clock = new ManualClock(NOON_MS + 8 * HOUR_MS - 2 * MINUTE_MS)
    const asked: number[] = []
    const desk = {
      observe: async () => ({ alerts: 0, days: 0, ended: 0 }),
      status: async () => ({ rounds: [] }),
      handedSince: async () => asked.reduce((sum, count) => sum + count, 0),
      send: async ({ countMax }: { countMax: number }) => {
        asked.push(countMax)
        clock.advance((countMax * MINUTE_MS) / settings.perMinute)
        return { counts: { 'sent-mail': countMax }, left: 1_000, leftToday: 500 }
      },
    }
    const whole = { ...settings, planEveryDays: 0 }
    const schedule = new AlertSchedule(desk as unknown as Alerts, whole, clock, silent)
    await schedule.tick()
    assert.deepEqual(asked, [3, 3])
    assert.equal(schedule.status.isQuiet, true)
  })
})
