/** A study of alerts as its tables hold it after a month, for looking at its pages. */
import type { AlertSettings } from '../alerts/alerts.ts'
import { DEVICE_KINDS } from '../alerts/device-kind.ts'
import { drawGroups } from '../alerts/rounds/draw-groups.ts'
import type { AlertTables, DayState } from '../alerts/tables.ts'
import { SeededRandom } from '../core/random.ts'
import { DAY_MS } from '../core/time-span.ts'
import type { Database } from '../db/database.ts'

export const ALERT_SETTINGS: AlertSettings = {
  sender: {
    operator: { en: 'Example Internet Co.', ja: '例示インターネット株式会社' },
    telephone: '0120-000-000',
    hours: { en: '9 to 18', ja: '9～18時' },
    proof: { en: 'on your bill', ja: '請求書' },
    timeZone: 'Asia/Tokyo',
  },
  windowHours: 24,
  contactsMin: 3,
  repeatDays: 30,
  dailyMax: 200,
  perMinute: 20,
  heldOutPercent: 20,
  studyDays: 30,
  reminderAfterDays: 7,
  remindersMax: 2,
  sessionDays: 14,
  sessionGraceMinutes: 5,
  contactDays: 400,
  recordDays: 400,
  upstreamInterfaces: [],
  lettersDirectory: '/nowhere',
}

const ROUNDS = [
  { id: 'round-1', daysAgo: 45, count: 130 },
  { id: 'round-2', daysAgo: 38, count: 110 },
  { id: 'round-3', daysAgo: 1, count: 24 },
] as const
/** Chances a day to be mended: by themselves, and told. */
const MENDS = { 'held-out': 0.06, alerted: 0.11 } as const

export async function seedAlerts(database: Database, nowMs: number): Promise<void> {
  const db = database.$extendTables<AlertTables>()
  const dice = new SeededRandom(11)
  for (const { id: round, daysAgo, count } of ROUNDS) {
    const plannedAt = new Date(nowMs - daysAgo * DAY_MS)
    const people = Array.from({ length: count }, (_, index) => ({
      subscriber: `${round}-${index}`,
      stratum: 'c2',
    }))
    const drawn = drawGroups(people, 20, 7)
    await db
      .insertInto('alert_rounds')
      .values({
        id: round,
        made_at: plannedAt,
        made_by: 'k.sato',
        seed: 7,
        held_out_percent: 20,
        study_days: 30,
        counts: JSON.stringify({
          alerted: drawn.filter(({ group }) => group === 'alerted').length,
          'held-out': drawn.filter(({ group }) => group === 'held-out').length,
          'told-already': 12,
        }),
      })
      .execute()
    for (const [index, { group }] of drawn.entries()) {
      const id = `${round}-a${index}`
      const startDay = Math.ceil(plannedAt.getTime() / DAY_MS)
      const untilDay = Math.floor(nowMs / DAY_MS)
      const days = drawDays(dice, MENDS[group], Math.min(34, untilDay - startDay))
      const last = days.at(-1)
      await db
        .insertInto('alerts')
        .values({
          id,
          round,
          subscriber: `s-${round}-${index}`,
          reason: index % 9 === 0 ? 'vulnerable' : 'c2',
          problem: index % 9 === 0 ? 'weak-password' : null,
          device_kind: DEVICE_KINDS[index % 4]!,
          study_group: group,
          first_at: plannedAt,
          last_at: plannedAt,
          planned_at: plannedAt,
          due_at: plannedAt,
          ended_at: daysAgo > 40 ? new Date(nowMs - DAY_MS) : null,
          ending: daysAgo > 40 ? (index === 3 ? 'opted-out' : 'over') : null,
          outcome: last === undefined ? 'unknown' : last === 'active' ? 'still-talking' : 'cleaned',
          observed_until: new Date(untilDay * DAY_MS),
        })
        .execute()
      if (days.length > 0)
        await db
          .insertInto('alert_days')
          .values(days.map((state, day) => ({ alert: id, day: startDay + day, state })))
          .execute()
      if (group === 'alerted' && (daysAgo > 1 || index < 9))
        await db
          .insertInto('alert_messages')
          .values({
            id: `${id}-first-mail`,
            alert: id,
            kind: 'first',
            channel: index % 5 === 0 ? 'letter' : 'mail',
            state: index % 13 === 0 ? 'bounced' : 'sent',
            attempts: 1,
            begun_at: plannedAt,
            settled_at: plannedAt,
            next_at: null,
            refusal: null,
          })
          .execute()
    }
  }
}

function drawDays(dice: SeededRandom, chance: number, count: number): DayState[] {
  let isInfected = true
  return Array.from({ length: Math.max(0, count) }, () => {
    if (isInfected && dice.next() < chance) isInfected = false
    if (dice.next() < 0.1) return 'unseen'
    return isInfected ? 'active' : 'quiet'
  })
}
