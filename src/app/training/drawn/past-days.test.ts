import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SeededRandom } from '../../../core/random.ts'
import { DAY_MS } from '../../../core/time-span.ts'
import type { Conversation } from './conversation.ts'
import { type DayBook, drawPastDays, remembering } from './past-days.ts'

const DAY_BEGINS_MS = Date.UTC(2026, 0, 20)
const COUNT = 400
const CONTROLLERS_FROM = 10_000
const RARE_FROM = 20_000

const conversation = (server: number): Conversation => ({
  startMs: DAY_BEGINS_MS + server,
  durationMs: 1000,
  client: 1,
  server,
  clientPort: 40_000,
  port: 443,
  protocol: 6,
  upPackets: 5,
  upOctets: 500,
  downPackets: 5,
  downOctets: 500,
  upFlags: 27,
  downFlags: 27,
})

test('of days before, what was there and would have been seen leaves one contact a day', () => {
  const book: DayBook = new Map()
  const seen: Conversation[] = []
  const whole = { exporter: 9, sampling: 1, activeTimeoutMs: 60_000, isBiflow: true }
  const see = remembering(book, whole, (one) => seen.push(one))
  const seeRarely = remembering(book, { ...whole, sampling: 1000 }, (one) => seen.push(one))
  for (let i = 0; i < COUNT; i++)
    for (let nth = 0; nth < 5; nth++) {
      see(conversation(i))
      see(conversation(CONTROLLERS_FROM + i))
      seeRarely(conversation(RARE_FROM + i))
    }
  assert.equal(seen.length, 15 * COUNT, 'what is remembered is also seen')

  const planted = Array.from({ length: COUNT }, (_, i) => ({
    address: CONTROLLERS_FROM + i,
    port: 443,
    protocol: 6,
  }))
  const past: Conversation[] = []
  drawPastDays(new SeededRandom(3), book, planted, (one) => past.push(one))

  const daysBefore = (one: Conversation): number =>
    Math.ceil((DAY_BEGINS_MS - one.startMs) / DAY_MS)
  assert.ok(past.every((one) => daysBefore(one) >= 1 && daysBefore(one) <= 6))
  const daysKnown = new Map<number, Set<number>>()
  for (const one of past) {
    const known = daysKnown.get(one.server) ?? new Set()
    assert.ok(!known.has(daysBefore(one)), 'one contact a day')
    daysKnown.set(one.server, known.add(daysBefore(one)))
  }
  const days = new Set(past.map(daysBefore)).size
  const known = (from: number): number =>
    [...daysKnown].filter(([server]) => server >= from && server < from + COUNT).length / COUNT
  const shareOfDays = (from: number): number =>
    [...daysKnown]
      .filter(([server]) => server >= from && server < from + COUNT)
      .reduce((sum, [, its]) => sum + its.size, 0) /
    (COUNT * days)
  assert.ok(shareOfDays(0) > 0.93, `innocent services: ${shareOfDays(0)} of the days`)
  const ofControllers = shareOfDays(CONTROLLERS_FROM)
  assert.ok(
    ofControllers > 0.4 && ofControllers < 0.85,
    `controllers: ${ofControllers} of the days`,
  )
  assert.ok(known(RARE_FROM) < 0.4, 'thin sampling sees little of what is rarely asked')
})
