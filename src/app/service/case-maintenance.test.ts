import assert from 'node:assert/strict'
import { it } from 'node:test'
import { pino } from 'pino'
import type { CaseSummary, Contact } from '../../cases/index.ts'
import { ManualClock } from '../../core/clock.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../core/time-span.ts'
import { CaseMaintenance } from './case-maintenance.ts'

const START_MS = Date.UTC(2026, 10, 21)

function round(subject: Partial<CaseSummary>, contact: Contact | undefined) {
  const clock = new ManualClock(START_MS)
  const done: string[] = []
  const log: string[] = []
  const endpoint = { address: '203.0.113.7', protocol: 'tcp', port: 1 }
  const published = { status: 'published', endpoint, scoredAtMs: START_MS, band: 'suspected' }
  const maintenance = new CaseMaintenance({
    registry: {
      // biome-ignore lint/suspicious/noExplicitAny: the maintenance reads four fields of a summary.
      ending: async () => [{ ...published, ...subject, id: 'one' } as any],
      reverify: async (_id, counted) => done.push(counted) > 0,
      expireDue: async () => {
        done.push('expire')
        return []
      },
    },
    look: async () => contact,
    clock,
    logger: pino({}, { write: (line: string) => void log.push(line) }),
  })
  return { maintenance, clock, done, log }
}

it('what is published is looked at each hour, and ended each minute', async () => {
  const { maintenance, clock, done } = round({}, 'answered')
  for (let minute = 0; minute < 61; minute++) {
    await maintenance.round()
    clock.advance(MINUTE_MS)
  }
  assert.equal(done.filter((what) => what === 'answered').length, 2)
  assert.equal(done.filter((what) => what === 'expire').length, 61)
  assert.equal(done[0], 'answered', 'renewed before ended')
})

it('answered contacts count while a detector speaks; knocking counts by itself', async () => {
  const told = async (subject: Partial<CaseSummary>, contact: Contact | undefined) => {
    const { maintenance, done } = round(subject, contact)
    await maintenance.round()
    return done.filter((what) => what !== 'expire')
  }
  assert.deepEqual(await told({}, 'answered'), ['answered'])
  assert.deepEqual(await told({ scoredAtMs: START_MS - DAY_MS - HOUR_MS }, 'answered'), [])
  assert.deepEqual(await told({ band: 'watch' }, 'answered'), [])
  assert.deepEqual(await told({ scoredAtMs: 0 }, 'syn-only'), ['syn-only'])
  assert.deepEqual(await told({}, undefined), [])
  assert.deepEqual(await told({ status: 'disputed' }, 'answered'), [])
})

it('a failure is told and ends nothing', async () => {
  const { clock, log } = round({}, undefined)
  let rounds = 0
  const failing = new CaseMaintenance({
    registry: {
      ending: async () => {
        throw new Error('the flow store is away')
      },
      reverify: async () => false,
      expireDue: async () => {
        rounds++
        throw new Error('the database is away')
      },
    },
    look: async () => undefined,
    clock,
    logger: pino({}, { write: (line: string) => void log.push(line) }),
  })
  await failing.round()
  await failing.round()
  assert.equal(rounds, 2)
  assert.ok(log.every((line) => line.includes('could not be maintained')))
})
