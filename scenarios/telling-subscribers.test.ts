/**
 * From flows to effect, with the real store, the real ledger and a real server that takes the messages. The tests build
 * on each other, in order.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { type AlertSettings, Alerts } from '../src/alerts/alerts.ts'
import { signatureOf, webhookChannel } from '../src/alerts/channels/webhook.ts'
import { ALERT_MIGRATIONS } from '../src/alerts/migrations/index.ts'
import {
  agreeToBeTold,
  C2,
  proposeC2,
  TELLING_SETTINGS,
  talk,
} from '../src/alerts/telling.fixture.ts'
import { CASE_MIGRATIONS, createRegistry, type Registry } from '../src/cases/index.ts'
import { ManualClock } from '../src/core/clock.ts'
import type { FlowAccess } from '../src/core/flow-access.ts'
import { SeededRandom } from '../src/core/random.ts'
import { DAY_MS, HOUR_MS } from '../src/core/time-span.ts'
import { type Database, openDatabase } from '../src/db/database.ts'
import { openChdb } from '../src/flows/store/chdb.ts'
import type { FlowEngine } from '../src/flows/store/flow-engine.ts'
import { createSchema } from '../src/flows/store/schema.ts'
import { ConsentLedger } from '../src/measures/consent/ledger.ts'
import { publishTemplates } from '../src/measures/consent/terms.fixture.ts'
import { MEASURE_MIGRATIONS } from '../src/measures/migrations/index.ts'
import { inEveryHome } from '../tools/testing/database-homes.ts'

const START_MS = Date.UTC(2026, 10, 1)
const SECRET = 'a key of more than thirty-two characters'
/** Infected, agreed and mapped. */
const INFECTED = 120

const address = (number: number): string => `100.64.${number >> 8}.${number & 255}`
const name = (number: number): string => `line-${number}`

inEveryHome('telling subscribers', (home) => {
  const clock = new ManualClock(START_MS + 2 * DAY_MS + HOUR_MS)
  const directory = mkdtempSync(join(tmpdir(), 'noroshi-alerts-'))
  const looks: FlowAccess[] = []
  const received: { key: string; to: string; kind: string; text: string }[] = []
  let status = 202
  let engine: FlowEngine
  let database: Database
  let ledger: ConsentLedger
  let registry: Registry
  let server: Server
  let alerts: Alerts
  let caseId: string

  const file = (content: string): string => {
    const path = join(directory, 'file')
    writeFileSync(path, content)
    return path
  }
  const open = (settings: Partial<AlertSettings> = {}): Alerts => {
    const { port } = server.address() as AddressInfo
    const nowMs = () => clock.nowMs()
    return new Alerts(
      {
        database,
        reader: {
          query: (access, sql, parameters) => {
            looks.push(access)
            return engine.rows(sql, parameters)
          },
        },
        held: async () => ({ startMs: START_MS, endMs: clock.nowMs() }),
        registry,
        consent: ledger.book,
        clock,
        random: new SeededRandom(5),
        drawOctets: (count) => crypto.getRandomValues(new Uint8Array(count)),
        openChannels: () => [
          webhookChannel({ url: `http://127.0.0.1:${port}/`, secret: SECRET, nowMs }),
        ],
        pause: async () => {},
      },
      { ...TELLING_SETTINGS, ...settings },
    )
  }
  /** A day of flows: with the C2, or only elsewhere. */
  const day = async (
    number: number,
    talking: (line: number) => boolean,
    lines = INFECTED + 10,
    flags = 0x18,
  ): Promise<void> => {
    const atMs = START_MS + number * DAY_MS
    const insert = async (
      numbers: readonly number[],
      to: Parameters<typeof talk>[2],
      flowCount: number,
    ): Promise<void> => {
      if (numbers.length > 0)
        await talk(engine, numbers.map(address), to, { atMs, flowCount, flags })
    }
    const all = Array.from({ length: lines }, (_, index) => index)
    await insert(all.filter(talking), C2, 4)
    await insert(all, { address: '198.51.100.1', port: 443 }, 3)
  }

  before(async () => {
    server = createServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray()).toString()
      const signature = String(request.headers['noroshi-signature'])
      const seconds = Number(/^t=(\d+),/.exec(signature)?.[1])
      const isGenuine = signature === signatureOf(SECRET, seconds, body)
      if (status === 202 && isGenuine)
        received.push({ ...JSON.parse(body), key: request.headers['idempotency-key'] })
      response.writeHead(isGenuine ? status : 400).end('{"address":"of somebody"}')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    engine = await openChdb()
    await createSchema(engine)
    database = await openDatabase(await home.create(), [
      ...CASE_MIGRATIONS,
      ...MEASURE_MIGRATIONS,
      ...ALERT_MIGRATIONS,
    ])
    registry = createRegistry(database, clock)
    caseId = await proposeC2(registry)
    // Consent is older than the flows.
    const early = new ManualClock(START_MS - DAY_MS)
    ledger = await ConsentLedger.open(database, early)
    await publishTemplates(ledger, 'device-alerts')
    await agreeToBeTold(
      ledger,
      Array.from({ length: INFECTED }, (_, line) => ({
        subscriber: name(line),
        address: address(line),
      })),
    )
    alerts = open()
  })
  after(async () => {
    server.close()
    await database.destroy()
    await engine.close()
    await home.remove()
    rmSync(directory, { recursive: true, force: true })
  })

  it('the mapping comes from a table; a row that is none is counted', async () => {
    const from = new Date(START_MS - DAY_MS).toISOString()
    const rows = Array.from(
      { length: INFECTED + 10 },
      (_, line) => `${name(line)},${address(line)}/32,${from},`,
    )
    const counts = await alerts.importSessions(
      file(
        ['subscriber,prefix,from,until', ...rows, 'x,not an address,,', '=cmd,0.0.0.0/0,1,2'].join(
          '\n',
        ),
      ),
    )
    assert.deepEqual(counts, { 'prefix-invalid': 2, taken: INFECTED + 10 })
  })

  it('while nobody has confirmed the case, nobody is told and nobody is looked at', async () => {
    await day(0, () => true)
    await day(1, () => true)
    const plan = await alerts.plan({ actor: 'hanako', isDryRun: true })
    assert.deepEqual([plan.alerted, plan.heldOut, looks.length], [0, 0, 0])
  })

  it('a dry run counts and keeps nothing; those who did not agree are not found', async () => {
    await registry.confirm(caseId, { actor: 'hanako', note: 'sinkholed' })
    const plan = await alerts.plan({ actor: 'hanako', isDryRun: true, seed: 3 })
    assert.deepEqual(
      [plan.alerted, plan.heldOut, plan.round, plan.withoutContact],
      [INFECTED * 0.8, INFECTED * 0.2, null, INFECTED],
    )
    assert.deepEqual(plan.counts, {
      'lines-agreed': INFECTED,
      'lines-not-agreed': 10,
      'sessions-ambiguous': 0,
    })
    assert.doesNotMatch(JSON.stringify(plan), /line-\d|100\.64/)
    assert.equal((await alerts.status()).open, 0)
    assert.ok(looks.length > 0 && looks.every(({ purpose }) => purpose === 'subscriber-alert'))
    assert.doesNotMatch(JSON.stringify(looks), /line-\d|100\.64/)
  })

  it('a round is kept, and the same finding makes no second one', async () => {
    const plan = await alerts.plan({ actor: 'hanako', isDryRun: false, seed: 3 })
    assert.equal(plan.alerted + plan.heldOut, INFECTED)
    const again = await alerts.plan({ actor: 'hanako', isDryRun: false })
    assert.deepEqual([again.round, again.counts['told-already']], [null, INFECTED])
  })

  it('of the customers only those are kept who are to be told', async () => {
    assert.deepEqual((await alerts.send()).counts, { 'no-contact': INFECTED * 0.8 })
    const rows = Array.from({ length: INFECTED + 10 }, (_, line) => `${name(line)},ja,id-${line}`)
    const counts = await alerts.importContacts(
      file(['subscriber,language,webhook', ...rows, 'line-1,ja,"a b"', 'line-2,fr,x'].join('\n')),
    )
    assert.deepEqual(counts, {
      'language-unknown': 1,
      'not-needed': 10,
      taken: INFECTED,
      'webhook-invalid': 1,
    })
  })

  it('a server that is down takes nothing from anybody', async () => {
    status = 403
    await assert.rejects(alerts.send(), { code: 'ALERT_CHANNEL_DOWN' })
    assert.deepEqual((await alerts.status()).messages, {})
    status = 503
    const { counts } = await open({ dailyMax: 2 }).send()
    assert.deepEqual(counts, { deferred: INFECTED * 0.8 })
    status = 202
    assert.deepEqual((await alerts.send()).counts, {}, 'not before its time')
  })

  it('no more than the day allows, then the rest, each once, and nobody who waits', async () => {
    clock.advance(HOUR_MS)
    const first = await open({ dailyMax: 50 }).send()
    assert.deepEqual([first.counts, first.left], [{ 'sent-webhook': 50 }, INFECTED * 0.8 - 50])
    await alerts.send()
    await alerts.send()
    assert.equal(received.length, INFECTED * 0.8)
    assert.equal(new Set(received.map(({ to }) => to)).size, INFECTED * 0.8)
    assert.ok(received.every(({ text }) => text.includes('0120-000-000')))
    const groups = await told()
    assert.ok(received.every(({ to }) => groups.get(to) === 'alerted'))
  })

  const told = async (): Promise<Map<string, string>> =>
    new Map(
      (await alerts.subscribers()).map(({ subscriber, group }) => [
        subscriber.replace('line', 'id'),
        group,
      ]),
    )

  it('whoever no longer agrees is told nothing more and forgotten', async () => {
    await ledger.withdraw({
      subscriber: 'line-0',
      scope: 'device-alerts',
      channel: 'api',
      actor: 'portal',
    })
    clock.advance(DAY_MS)
    await alerts.observe('schedule')
    assert.equal((await alerts.subscribers({ subscriber: 'line-0' })).length, 0)
    assert.equal((await alerts.status()).byEnding['opted-out'], 1)
  })

  it('what came of it is seen in flows: the planted effect is recovered', async () => {
    const groups = await told()
    // Seven of ten of the told are mended within ten days, one of ten of the others.
    const mendedOn = new Map<number, number>()
    const dice = new SeededRandom(11)
    for (let line = 0; line < INFECTED; line++) {
      const isTold = groups.get(`id-${line}`) === 'alerted'
      mendedOn.set(line, dice.next() < (isTold ? 0.7 : 0.1) ? 3 + dice.integer(8) : 99)
    }
    for (let number = 2; number < 33; number++)
      // A dead C2 still shows who knocks; the last ten lines are never infected.
      await day(number, (line) => number < (mendedOn.get(line) ?? 0), INFECTED + 10, 0x02)
    const lookCount = looks.length
    // At once what is due daily: a carrier that was away for two weeks.
    clock.advance(15 * DAY_MS)
    const observed = await alerts.observe('schedule')
    assert.equal(observed.alerts, INFECTED - 1)
    assert.equal(looks.length - lookCount, 2, 'one look for what was seen, one for with whom')
    assert.equal((await alerts.observe('schedule')).days, 0)
    assert.equal(looks.length - lookCount, 2, 'nothing new, no look')
    const effect = await alerts.effect()
    const main = effect.horizons.find(({ days }) => days === 14)!
    assert.equal(main.verdict, 'effect')
    assert.ok(main.difference!.low < 0.6 && 0.6 < main.difference!.high, JSON.stringify(main))
    assert.equal(effect.horizons.find(({ days }) => days === 30)!.verdict, 'too-few')
    assert.doesNotMatch(JSON.stringify(effect), /line-\d|100\.64/)
  })

  it('who still talks is reminded, once', async () => {
    received.length = 0
    const { counts } = await alerts.send()
    assert.ok(counts['sent-webhook']! > 15 && counts['sent-webhook']! < 60, JSON.stringify(counts))
    assert.ok(received.every(({ kind, text }) => kind === 'reminder' && text.includes('その後も')))
    clock.advance(DAY_MS)
    await alerts.observe('schedule')
    assert.deepEqual((await alerts.send()).counts, {})
  })

  it('after the study those who waited are told as well', async () => {
    received.length = 0
    clock.advance(14 * DAY_MS)
    await alerts.send()
    const groups = await told()
    const first = received.filter(({ kind }) => kind === 'first')
    assert.equal(first.length, [...groups.values()].filter((group) => group === 'held-out').length)
    assert.ok(first.every(({ to }) => groups.get(to) === 'held-out'))
  })

  it('a case that turned out wrong: everybody who was told is told so', async () => {
    received.length = 0
    await registry.reopen(caseId, { actor: 'taro', note: 'a shop' })
    await registry.dismiss(caseId, { actor: 'taro', note: 'a shop' })
    const { counts } = await alerts.send()
    assert.equal(counts['sent-webhook'], INFECTED - 1)
    assert.ok(received.every(({ kind, text }) => kind === 'correction' && text.includes('お詫び')))
    assert.deepEqual((await alerts.send()).counts, {})
    assert.equal((await alerts.effect()).participants, 0, 'a wrong case says nothing of telling')
  })

  it('what is no longer needed is deleted, and what is left belongs to nobody', async () => {
    clock.advance(200 * DAY_MS)
    const purged = await alerts.purge()
    assert.deepEqual(
      [purged.contacts, purged.subscribers, purged.sessions],
      [INFECTED - 1, INFECTED - 1, INFECTED + 10],
    )
    assert.deepEqual(await alerts.subscribers(), [])
    assert.equal((await alerts.status()).byReason['c2'], INFECTED)
  })
})
