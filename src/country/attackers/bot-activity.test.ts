import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCountry } from '../country.ts'

const START_MS = Date.UTC(2026, 10, 20, 10)
const HOURS = 6
const BOTS = 5

test('bots that spread by themselves look for the next victim in every hour, unasked', () => {
  const country = Array.from({ length: 20 }, (_, seed) =>
    createCountry({
      seed,
      subscribers: 60,
      families: ['mirai'],
      bots: [BOTS, BOTS],
      trapKinds: [],
      liveliness: 0,
    }),
  ).find(
    (one) => one.truth()[0]!.activity === 'telnet-scan' && one.truth()[0]!.activeFromHour === 0,
  )!
  assert.equal(country.truth()[0]!.isCommanded, false)
  const hoursOf = new Map<number, Set<number>>()
  const perHour = new Array<number>(HOURS).fill(0)
  for (const { flows, startMs } of country.hours(START_MS, HOURS))
    for (let row = 0; row < flows.length; row++) {
      if (flows.dstPort[row] !== 23 || flows.packets[2 * row] !== 1) continue
      const hour = Math.floor((startMs - START_MS) / 3_600_000)
      const bot = flows.srcAddressWords[4 * row + 3]!
      hoursOf.set(bot, (hoursOf.get(bot) ?? new Set()).add(hour))
      perHour[hour]!++
    }
  const steady = [...hoursOf.values()].filter(({ size }) => size >= HOURS - 1)
  assert.ok(steady.length >= BOTS - 1, `${steady.length} of ${hoursOf.size} devices`)
  assert.ok(Math.min(...perHour.slice(1)) > Math.max(...perHour) / 2, `${perHour}`)
})
