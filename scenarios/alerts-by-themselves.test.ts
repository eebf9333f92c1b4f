/**
 * A service that tells by itself, on a clock that the test moves: the real alerts, store and ledger, and mail over TCP.
 * The tests build on each other, in order.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Alerts } from '../src/alerts/alerts.ts'
import { mailChannel } from '../src/alerts/channels/mail.ts'
import { ALERT_MIGRATIONS } from '../src/alerts/migrations/index.ts'
import {
  agreeToBeTold,
  C2,
  proposeC2,
  TELLING_SETTINGS,
  talk,
} from '../src/alerts/telling.fixture.ts'
import { alertCheck } from '../src/app/alerts/alert-health.ts'
import { AlertSchedule, type ScheduleSettings } from '../src/app/alerts/alert-schedule.ts'
import { CASE_MIGRATIONS, createRegistry, type Registry } from '../src/cases/index.ts'
import { ManualClock } from '../src/core/clock.ts'
import { SeededRandom } from '../src/core/random.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../src/core/time-span.ts'
import { type Database, openDatabase } from '../src/db/database.ts'
import { openChdb } from '../src/flows/store/chdb.ts'
import type { FlowEngine } from '../src/flows/store/flow-engine.ts'
import { createSchema } from '../src/flows/store/schema.ts'
import { ConsentLedger } from '../src/measures/consent/ledger.ts'
import { publishTemplates } from '../src/measures/consent/terms.fixture.ts'
import { MEASURE_MIGRATIONS } from '../src/measures/migrations/index.ts'
import { MailDrop } from '../tools/testing/mail-drop.ts'

/** Monday, 2026-11-02, midnight in Tokyo. */
const MONDAY_MS = Date.UTC(2026, 10, 1, 15)
const LINES = 25
const TOLD = LINES * 0.8

const SCHEDULE: ScheduleSettings = {
  planEveryDays: 7,
  hourlyMax: 12,
  perMinute: 120,
  quiet: { from: '20:00', until: '09:00', weekends: true },
  timeZone: 'Asia/Tokyo',
}

const address = (line: number): string => `100.64.0.${line}`

describe('alerts that are sent, reminded of and observed by the service itself', () => {
  const clock = new ManualClock(MONDAY_MS + 8 * HOUR_MS + 30 * MINUTE_MS)
  const directory = mkdtempSync(join(tmpdir(), 'noroshi-alert-schedule-'))
  const log: string[] = []
  let mail: MailDrop
  let engine: FlowEngine
  let database: Database
  let ledger: ConsentLedger
  let registry: Registry
  let alerts: Alerts
  let schedule: AlertSchedule

  /** A process that starts: what the one before had in memory is gone. */
  const begin = (settings: Partial<ScheduleSettings> = {}): void => {
    const tell = (event: object, text: string) => void log.push(`${text} ${JSON.stringify(event)}`)
    alerts = new Alerts(
      {
        database,
        reader: { query: (_, sql, parameters) => engine.rows(sql, parameters) },
        held: async () => ({ startMs: MONDAY_MS - 3 * DAY_MS, endMs: clock.nowMs() }),
        registry,
        consent: ledger.book,
        clock,
        random: new SeededRandom(5),
        drawOctets: (count) => crypto.getRandomValues(new Uint8Array(count)),
        openChannels: () => [
          mailChannel({
            host: '127.0.0.1',
            port: mail.port,
            security: 'none',
            from: 'care@isp.example',
            fromName: TELLING_SETTINGS.sender.operator,
          }),
        ],
        pause: async () => {},
      },
      { ...TELLING_SETTINGS, windowHours: 72 },
    )
    schedule = new AlertSchedule(alerts, { ...SCHEDULE, ...settings }, clock, {
      info: tell,
      warn: tell,
    })
  }
  /** Minute after minute, as a service lives. */
  const live = async (durationMs: number): Promise<void> => {
    for (const endMs = clock.nowMs() + durationMs; clock.nowMs() < endMs; ) {
      await schedule.tick()
      clock.advance(Math.min(MINUTE_MS, endMs - clock.nowMs()))
    }
  }
  /** Flows of each day from the first to before the last, counted from Monday. */
  const talkDaily = async (
    firstDay: number,
    lastDay: number,
    lines: readonly number[],
  ): Promise<void> => {
    for (let day = firstDay; day < lastDay; day++)
      await talk(engine, lines.map(address), C2, {
        atMs: MONDAY_MS + day * DAY_MS,
        flowCount: 4,
      })
  }
  const file = (content: readonly string[]): string => {
    const path = join(directory, 'file')
    writeFileSync(path, content.join('\n'))
    return path
  }

  before(async () => {
    mail = await MailDrop.start()
    engine = await openChdb()
    await createSchema(engine)
    database = await openDatabase({ directory: join(directory, 'database') }, [
      ...CASE_MIGRATIONS,
      ...MEASURE_MIGRATIONS,
      ...ALERT_MIGRATIONS,
    ])
    registry = createRegistry(database, clock)
    await registry.confirm(await proposeC2(registry), { actor: 'hanako', note: 'sinkholed' })
    ledger = await ConsentLedger.open(database, new ManualClock(MONDAY_MS - 9 * DAY_MS))
    await publishTemplates(ledger, 'device-alerts')
    const lines = Array.from({ length: LINES }, (_, line) => line)
    await agreeToBeTold(
      ledger,
      lines.map((line) => ({ subscriber: `line-${line}`, address: address(line) })),
    )
    begin()
    await talkDaily(-3, 1, lines)
    const from = new Date(MONDAY_MS - 9 * DAY_MS).toISOString()
    await alerts.importSessions(
      file([
        'subscriber,prefix,from,until',
        ...lines.map((line) => `line-${line},${address(line)}/32,${from},`),
      ]),
    )
  })
  after(async () => {
    await schedule.stop()
    await mail.close()
    await database.destroy()
    await engine.close()
    rmSync(directory, { recursive: true, force: true })
  })

  it('in quiet hours a round is planned, and nobody is told', async () => {
    await schedule.tick()
    const { rounds, waiting } = await alerts.status()
    assert.deepEqual([rounds.length, rounds[0]?.madeBy, waiting], [1, 'schedule', TOLD])
    assert.equal(schedule.status.isQuiet, true)
    assert.equal(mail.received.length, 0)
  })

  it('in the morning it begins, no more than the hour allows, also when the service starts again within it', async () => {
    const rows = Array.from({ length: LINES }, (_, line) => `line-${line},ja,m${line}@isp.example`)
    await alerts.importContacts(file(['subscriber,language,mail', ...rows]))
    await live(30 * MINUTE_MS + 10 * MINUTE_MS)
    assert.equal(mail.received.length, SCHEDULE.hourlyMax)
    await schedule.stop()
    begin()
    await live(40 * MINUTE_MS)
    assert.equal(mail.received.length, SCHEDULE.hourlyMax)
  })

  it('a server that is away is tried ever more slowly, seen in the health, and nobody is left out or told twice', async () => {
    await mail.close()
    await live(2 * HOUR_MS)
    const { failure } = schedule.status
    assert.equal(failure?.code, 'ALERT_CHANNEL_DOWN')
    assert.ok(failure.attempts > 2 && failure.attempts < 10, String(failure.attempts))
    assert.equal(alertCheck(schedule.status, clock.nowMs())?.status, 'degraded')
    assert.equal(log.filter((line) => line.includes('ALERT_CHANNEL_DOWN')).length, 1)
    await mail.reopen()
    await live(3 * HOUR_MS)
    const told = mail.received.map(({ to }) => to)
    assert.deepEqual([told.length, new Set(told).size], [TOLD, TOLD])
    assert.deepEqual([schedule.status.failure, schedule.status.left], [null, 0])
    assert.equal(alertCheck(schedule.status, clock.nowMs())?.status, 'ok')
  })

  it('who still talks a week later is reminded, once, on a weekday, by day', async () => {
    const waiting = new Set(
      (await alerts.subscribers())
        .filter(({ group }) => group === 'held-out')
        .map(({ subscriber }) => Number(subscriber.slice(5))),
    )
    const told = Array.from({ length: LINES }, (_, line) => line).filter(
      (line) => !waiting.has(line),
    )
    const stubborn = told.slice(0, 5)
    await talkDaily(1, 16, [...stubborn, ...waiting])
    mail.received.length = 0
    // Every three hours is enough for a fortnight.
    for (let turn = 0; turn < 14 * 8; turn++) {
      await schedule.tick()
      const { length } = mail.received
      if (length > 0 && schedule.status.sentAtMs === clock.nowMs()) {
        const local = new Date(clock.nowMs() + 9 * HOUR_MS)
        assert.ok(local.getUTCDay() % 6 !== 0, local.toISOString())
        assert.ok(local.getUTCHours() >= 9 && local.getUTCHours() < 20, local.toISOString())
      }
      clock.advance(3 * HOUR_MS)
    }
    const reminded = mail.received.map(({ to }) => Number(/^m(\d+)@/.exec(to)?.[1]))
    assert.deepEqual(
      reminded.sort((a, b) => a - b),
      stubborn,
    )
  })

  it('a look that finds only who was told leaves no round and waits its days; a new line makes one', async () => {
    assert.equal((await alerts.status()).rounds.length, 1)
    const subscriber = `line-${LINES}`
    await agreeToBeTold(ledger, [{ subscriber, address: address(LINES) }])
    const from = new Date(MONDAY_MS).toISOString()
    await alerts.importSessions(
      file(['subscriber,prefix,from,until', `${subscriber},${address(LINES)}/32,${from},`]),
    )
    for (let turn = 0; turn < 8 && (await alerts.status()).rounds.length === 1; turn++) {
      const day = Math.floor((clock.nowMs() - MONDAY_MS) / DAY_MS)
      await talkDaily(day, day + 1, [LINES])
      clock.advance(DAY_MS)
      await schedule.tick()
    }
    const [newest] = (await alerts.status()).rounds
    assert.equal(newest?.madeBy, 'schedule')
    const found = (await alerts.subscribers({ subscriber })).map((one) => one.subscriber)
    assert.deepEqual(found, [subscriber])
  })

  it('while a person is at it the schedule waits, and that is no failure', async () => {
    const busy = alerts.observe('hanako')
    clock.advance(HOUR_MS)
    await schedule.tick()
    await busy
    assert.equal(schedule.status.failure, null)
  })

  it('told to stop, it ends between two messages', async () => {
    await schedule.stop()
    const { length } = mail.received
    clock.advance(30 * DAY_MS)
    await schedule.tick()
    assert.equal(mail.received.length, length)
  })

  it('no line of the log names a subscriber or where to reach one', () => {
    assert.ok(log.length > 0)
    for (const line of log) assert.doesNotMatch(line, /line-\d|100\.64|@isp\.example/)
  })
})
