/**
 * The small country’s own flows: its bots are found by the lines they use, told or held out, and mended day by day as
 * was planted. The days after the first are the first one again, shifted, without what mended devices no longer do.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { Alerts, webhookChannel } from '../src/alerts/index.ts'
import { OPERATIONAL_MIGRATIONS } from '../src/app/operational-database.ts'
import { NativeLoader } from '../src/app/training/native-loader.ts'
import { createRegistry } from '../src/cases/index.ts'
import { ManualClock } from '../src/core/clock.ts'
import { SeededRandom } from '../src/core/random.ts'
import { DAY_MS, HOUR_MS } from '../src/core/time-span.ts'
import { createCountry } from '../src/country/index.ts'
import { openDatabase } from '../src/db/database.ts'
import { openChdb } from '../src/flows/store/chdb.ts'
import type { FlowEngine } from '../src/flows/store/flow-engine.ts'
import { createSchema } from '../src/flows/store/schema.ts'
import { ConsentLedger } from '../src/measures/consent/ledger.ts'
import { publishTemplates } from '../src/measures/consent/terms.fixture.ts'

const START_MS = Date.UTC(2026, 9, 5, 9)
const HOURS = 2
const DAYS = 16
/** Lines that are mapped and have nothing wrong with them, most of them. */
const OTHERS = 200
const STATED = { ja: 'あ', en: 'a' }
const SECRET = 'a key of more than thirty-two characters'

/** Chance a day that a device is mended. */
type World = { readonly told: number; readonly waiting: number }

const C2_SIDE =
  '(src_address IN (SELECT toIPv6(arrayJoin({c2:Array(String)}))) OR dst_address IN (SELECT toIPv6(arrayJoin({c2:Array(String)}))))'
const COLUMNS =
  'duration_ms, src_address, dst_address, src_port, dst_port, protocol, tcp_flags, reverse_tcp_flags, packets, octets, reverse_packets, reverse_octets, sampling_interval, exporter, observation_domain, ingress_interface, egress_interface, biflow_direction'

async function study(world: World) {
  await using stack = new AsyncDisposableStack()
  const engine = stack.adopt(await openChdb(), (one) => one.close())
  await createSchema(engine)
  const country = createCountry({
    seed: 4,
    subscribers: 700,
    hours: HOURS,
    sampling: 1,
    families: ['mirai', 'irc-bot', 'http-beacon', 'ipv6-bot'],
    botnets: 4,
    bots: [60, 61],
    liveliness: 0.2,
  })
  {
    await using loader = await NativeLoader.open(engine)
    for (const _ of country.records(START_MS, HOURS, loader)) await loader.insertFull('flows')
    await loader.insertRest('flows')
  }
  const c2 = country.truth().filter(({ state }) => state === 'live')
  const addresses = c2.map(({ address }) => address)
  const bots = await linesOf(engine, country.subscriberPrefixes, addresses)
  const others = await linesOf(engine, country.subscriberPrefixes)
  const lines = [...new Set([...bots, ...others.slice(0, OTHERS)])].sort()

  const directory = mkdtempSync(join(tmpdir(), 'noroshi-country-'))
  stack.defer(() => rmSync(directory, { recursive: true, force: true }))
  const database = stack.adopt(
    await openDatabase({ directory: join(directory, 'database') }, OPERATIONAL_MIGRATIONS),
    (one) => one.destroy(),
  )
  const clock = new ManualClock(START_MS + HOURS * HOUR_MS)
  const registry = createRegistry(database, clock)
  await registry.propose(
    c2.map((endpoint) => ({
      ...endpoint,
      probability: 0.9,
      band: 'suspected' as const,
      clients: endpoint.bots,
      reasons: [],
      against: [],
    })),
    { actor: 'detector' },
  )
  for (const { id } of (await registry.find({ sort: 'probability', limit: 500 })).cases)
    await registry.confirm(id, { actor: 'hanako', note: 'planted' })

  const consent = await agreed(database, lines)
  const server = createServer((request, response) =>
    request.resume().on('end', () => response.end()),
  )
  stack.defer(() => void server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const nowMs = () => clock.nowMs()
  const alerts = new Alerts(
    {
      database,
      reader: { query: (_, sql, parameters) => engine.rows(sql, parameters) },
      held: async () => ({ startMs: START_MS - DAY_MS, endMs: nowMs() }),
      registry,
      consent: consent.book,
      clock,
      random: new SeededRandom(9),
      drawOctets: (count) => crypto.getRandomValues(new Uint8Array(count)),
      openChannels: () => [webhookChannel({ url, secret: SECRET, nowMs })],
      pause: async () => {},
    },
    SETTINGS,
  )
  const write = (name: string, rows: readonly string[]): string => {
    writeFileSync(join(directory, name), rows.join('\n'))
    return join(directory, name)
  }
  const from = new Date(START_MS - DAY_MS).toISOString()
  await alerts.importSessions(
    write('sessions.csv', [
      'subscriber,prefix,from,until',
      ...lines.map((address, index) => `L${index},${address},${from},`),
    ]),
  )
  const plan = await alerts.plan({ actor: 'hanako', isDryRun: false, seed: 21 })
  await alerts.importContacts(
    write('contacts.csv', [
      'subscriber,language,webhook',
      ...lines.map((_, index) => `L${index},ja,w${index}`),
    ]),
  )
  const sent = await alerts.send()
  const told = await alerts.subscribers()
  // Alerts have ids by chance; lives are drawn in an order of their own, or one run in twenty would find an effect.
  const found = told
    .map(({ subscriber, group }) => ({ line: Number(subscriber.slice(1)), group }))
    .sort((a, b) => a.line - b.line)
    .map(({ line, group }) => ({ address: lines[line]!, group }))
  await live(engine, found, addresses, world)
  clock.advance(DAYS * DAY_MS)
  await alerts.observe('schedule')
  return {
    plan,
    sent,
    found,
    bots: new Set(bots),
    lineCount: lines.length,
    effect: await alerts.effect(),
  }
}

const SETTINGS = {
  sender: { operator: STATED, telephone: '0', hours: STATED, proof: STATED, timeZone: 'UTC' },
  windowHours: 24,
  contactsMin: 2,
  repeatDays: 30,
  dailyMax: 10_000,
  perMinute: 6_000,
  heldOutPercent: 40,
  studyDays: 30,
  reminderAfterDays: 60,
  remindersMax: 0,
  sessionDays: 90,
  sessionGraceMinutes: 60,
  contactDays: 30,
  recordDays: 90,
  upstreamInterfaces: [],
  lettersDirectory: '/nonexistent',
}

/** Addresses of subscribers that sent something, to these servers or to anybody. */
async function linesOf(
  engine: FlowEngine,
  prefixes: readonly string[],
  servers: readonly string[] = [],
): Promise<string[]> {
  const rows = await engine.rows<{ address: string }>(
    `SELECT DISTINCT replaceOne(IPv6NumToString(src_address), '::ffff:', '') AS address FROM flows
     WHERE arrayExists(prefix -> isIPAddressInRange(address, prefix), {prefixes:Array(String)})
       AND (empty({servers:Array(String)}) OR dst_address IN (SELECT toIPv6(arrayJoin({servers:Array(String)}))))
     ORDER BY address`,
    { prefixes, servers },
  )
  return rows.map(({ address }) => address)
}

/** Everybody but every tenth agrees. */
async function agreed(
  database: Parameters<typeof ConsentLedger.open>[0],
  lines: readonly string[],
): Promise<ConsentLedger> {
  const ledger = await ConsentLedger.open(database, new ManualClock(START_MS - DAY_MS))
  await publishTemplates(ledger, 'device-alerts')
  for (const [index, address] of lines.entries()) {
    const by = { subscriber: `L${index}`, channel: 'api', actor: 'portal' } as const
    await ledger.assign([{ ...by, prefixes: [address] }])
    if (index % 10 !== 0) await ledger.give({ ...by, scope: 'device-alerts', language: 'ja' })
  }
  return ledger
}

/** Day after day the first day again; whoever is mended no longer meets a C2. */
async function live(
  engine: FlowEngine,
  found: readonly { readonly address: string; readonly group: 'alerted' | 'held-out' }[],
  c2: readonly string[],
  world: World,
): Promise<void> {
  const dice = new SeededRandom(77)
  const everybody = found.map(({ address }) => address)
  let infected = found
  for (let day = 1; day <= DAYS; day++) {
    infected = infected.filter(
      ({ group }) => dice.next() >= (group === 'alerted' ? world.told : world.waiting),
    )
    await engine.run(
      `INSERT INTO flows (received_at, start_at, ${COLUMNS})
       SELECT received_at + {shift:UInt32}, start_at + toIntervalSecond({shift:UInt32}), ${COLUMNS} FROM flows
       WHERE start_at >= fromUnixTimestamp64Milli({from:Int64}) AND start_at < fromUnixTimestamp64Milli({to:Int64})
         AND (src_address IN (SELECT toIPv6(arrayJoin({all:Array(String)}))) OR dst_address IN (SELECT toIPv6(arrayJoin({all:Array(String)}))))
         AND (NOT ${C2_SIDE} OR src_address IN (SELECT toIPv6(arrayJoin({infected:Array(String)})))
           OR dst_address IN (SELECT toIPv6(arrayJoin({infected:Array(String)}))))`,
      {
        shift: (day * DAY_MS) / 1000,
        from: START_MS - HOUR_MS,
        to: START_MS + 12 * HOUR_MS,
        all: everybody,
        infected: infected.map(({ address }) => address),
        c2,
      },
    )
  }
}

describe('telling the small country', () => {
  it('those who agreed and have a bot are told or wait, and nobody else; the planted effect is recovered', async () => {
    const { plan, sent, found, bots, lineCount, effect } = await study({ told: 0.2, waiting: 0.05 })
    assert.ok(found.length > 80 && found.length < lineCount, `${found.length} of ${lineCount}`)
    assert.ok(
      found.every(({ address }) => bots.has(address)),
      'nobody without a bot',
    )
    assert.ok(found.length > 0.75 * 0.9 * bots.size, `${found.length} found of ${bots.size}`)
    assert.equal(sent.counts['sent-webhook'], plan.alerted)
    const main = effect.horizons.find(({ days }) => days === 14)!
    // Mended before the three days that tell, of which some are also quiet by chance.
    const truth = 0.95 ** 11 - 0.8 ** 11
    assert.equal(main.verdict, 'effect')
    assert.ok(main.difference!.low <= truth && truth <= main.difference!.high, JSON.stringify(main))
  })

  it('where telling changes nothing, no effect is shown', async () => {
    const { effect } = await study({ told: 0.07, waiting: 0.07 })
    const main = effect.horizons.find(({ days }) => days === 14)!
    assert.equal(main.verdict, 'no-effect-shown', JSON.stringify(main))
    assert.ok(main.alerted.share > 0.3, 'although many are clean')
  })
})
