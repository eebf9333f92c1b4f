/**
 * A provider that blocks for those who agreed, for tests of routes and for looking at the console: consents of two
 * months, a plan that waits, one device that holds it and one that is down, releases, and a study of alerts. All
 * through the real ledger, planner and devices; only flows are made up.
 */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Alerts } from '../alerts/alerts.ts'
import { ALERT_MIGRATIONS } from '../alerts/migrations/index.ts'
import type { Clock } from '../core/clock.ts'
import { formatEndpoint } from '../core/endpoint.ts'
import type { SimulateCut } from '../core/measure-simulation.ts'
import { SeededRandom } from '../core/random.ts'
import { digestOf } from '../core/secret.ts'
import { DAY_MS } from '../core/time-span.ts'
import { openDatabase } from '../db/database.ts'
import { MeasuresConfiguration } from '../measures/configuration.ts'
import { importConsent } from '../measures/consent/import/import-consent.ts'
import { ConsentLedger } from '../measures/consent/ledger.ts'
import { CONSENT_SCOPES, type ConsentScope } from '../measures/consent/scopes.ts'
import { SubscriberLinks } from '../measures/consent/subscriber-links.ts'
import { WORDING_TEMPLATES } from '../measures/consent/wordings.ts'
import { Measures } from '../measures/measures.ts'
import { MEASURE_MIGRATIONS } from '../measures/migrations/index.ts'
import { Planner } from '../measures/plan/planner.ts'
import { simulate } from '../measures/plan/simulate.ts'
import { ROLES } from '../people/roles.ts'
import { ALERT_SETTINGS, seedAlerts } from './alerts-world.fixture.ts'
import {
  BROKEN,
  drawWarnings,
  STREAM,
  tellEntries,
  tellReleases,
} from './measures-story.fixture.ts'
import { type Fixture, openFixture } from './ports.fixture.ts'

const SUBSCRIBER_COUNT = 240
/** Days before now on which somebody said something. */
const BEGUN_DAYS = 60
/** The plan's own bound: the first five come in force by themselves, the rest waits. */
const ADDITIONS_MAX = 5

/** Less than the lease, or the gateway would let go. */
const ASK_EVERY_MS = 20_000
const GATEWAY_KEY = 'key of the gateways'

const configurationOn = (port: number): MeasuresConfiguration =>
  MeasuresConfiguration.parse({
    devices: [
      {
        kind: 'stream',
        name: STREAM,
        listen: { address: '127.0.0.1', port },
        enforcers: [
          { name: 'gateways', keyDigest: digestOf(GATEWAY_KEY), sources: ['100.64.0.0/32'] },
        ],
      },
      { kind: 'nftables', name: BROKEN, command: ['/nowhere/nft'], targetsMax: 8 },
    ],
  })

export class MeasuresWorld implements AsyncDisposable {
  readonly streamDevice = STREAM
  readonly brokenDevice = BROKEN
  readonly fixture: Fixture
  readonly ports: Fixture['ports']
  readonly blockedTargets: readonly string[]
  readonly subscriberAddresses: readonly string[]
  readonly #stack: AsyncDisposableStack

  private constructor(
    fixture: Fixture,
    ports: Fixture['ports'],
    found: { readonly blocked: readonly string[]; readonly addresses: readonly string[] },
    stack: AsyncDisposableStack,
  ) {
    this.fixture = fixture
    this.ports = ports
    this.blockedTargets = found.blocked
    this.subscriberAddresses = found.addresses
    this.#stack = stack
  }

  /** @param nowMs the time once the past has been told; it has to go on, as devices and proofs wait by it */
  static async open(nowMs: () => number): Promise<MeasuresWorld> {
    await using stack = new AsyncDisposableStack()
    const fixture = stack.use(await openFixture())
    const past = new PastClock(nowMs)
    const database = await openDatabase({ directory: join(fixture.directory, 'measures') }, [
      ...MEASURE_MIGRATIONS,
      ...ALERT_MIGRATIONS,
    ])
    stack.defer(() => database.destroy())
    const dice = new SeededRandom(5)
    const draw = (count: number) => Uint8Array.from({ length: count }, () => dice.integer(256))

    const ledger = await ConsentLedger.open(database, past)
    const addresses = await tellConsents(ledger, past, dice)
    await tellReleases(database, nowMs())
    await seedAlerts(database, nowMs())
    const warnings = drawWarnings(nowMs())
    const inForce = { count: ADDITIONS_MAX }
    const port = await freePort()
    const measures = stack.use(
      await Measures.start(configurationOn(port), {
        clock: past,
        database,
        draw,
        directory: fixture.directory,
        pause: async () => false,
      }),
    )
    const devices = () => measures.status().planes
    const planner = await Planner.open(
      database,
      past,
      ledger,
      {
        warnings: async () => warnings.slice(0, inForce.count),
        devices,
        rolesOf: async () => new Set(ROLES),
        subscribers: async (targets) =>
          new Map(
            targets.flatMap((target) =>
              target.type === 'endpoint' ? [[formatEndpoint(target), target.port % 17]] : [],
            ),
          ),
        estimate: async ({ port }) => ({
          days: 7,
          subscribersPerDay: port % 17,
          consentingPerDay: port % 5,
          answeredPerDay: port % 13,
          ageDays: 11,
          otherServices: port % 3,
          otherSubscribersPerDay: (port % 3) * 1.4,
          knownGood: null,
        }),
        namesSubscriber: (text) => text.includes('100.64.'),
      },
      { additionsMax: ADDITIONS_MAX, needsTwo: true, bandMin: 'suspected' },
    )
    await tellEntries(planner, past.nowMs())
    const apply = () => measures.set(planner.blockings())
    await planner.refresh()
    await apply()
    await askAsGateway(port)
    const asking = setInterval(() => void askAsGateway(port).catch(() => {}), ASK_EVERY_MS)
    stack.defer(() => clearInterval(asking))
    inForce.count = warnings.length
    await measures.mend()

    const consent = ledger
    const alerts = new Alerts(
      {
        database,
        reader: noFlows,
        held: async () => undefined,
        registry: fixture.ports.registry,
        consent: ledger.book,
        clock: past,
        random: dice,
        drawOctets: draw,
        openChannels: () => [],
        pause: async () => {},
      },
      ALERT_SETTINGS,
    )
    const ports: Fixture['ports'] = {
      ...fixture.ports,
      nowMs,
      clock: past,
      consent,
      subscriberLinks: new SubscriberLinks(database, past, draw),
      alerts,
      measures: {
        planner,
        isPreview: () => false,
        waiting: async () => (await planner.preview()).waitingCount,
        refresh: async () => {
          await planner.refresh()
          await apply()
        },
        approve: async (plan, by) => {
          const standing = await planner.approve(plan, by)
          await apply()
          return standing
        },
        simulate: async (actor, onProgress) =>
          simulate(
            (await planner.preview()).plan,
            {
              devices: devices(),
              grantsOf: (scope) => ledger.grants(scope),
              nowMs: past.nowMs(),
              cut: madeUpCut,
              actor,
            },
            onProgress,
          ),
      },
      measuresLive: measures,
    }
    const blocked = [...(planner.blockings().get(STREAM) ?? [])].flatMap(({ targets }) =>
      targets.map((target) => (target.type === 'endpoint' ? formatEndpoint(target) : target.name)),
    )
    return new MeasuresWorld(fixture, ports, { blocked, addresses }, stack.move())
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync()
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** As an enforcer does every few seconds: from then on it holds what it was told. */
async function askAsGateway(port: number): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/decisions/stream?startup=true`, {
    headers: { 'x-api-key': GATEWAY_KEY },
  })
  await answer.body?.cancel()
}

/** Stands where it is put while the past is told, and then follows the given time. */
class PastClock implements Clock {
  readonly #nowMs: () => number
  #standsAtMs: number | null = null

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  nowMs(): number {
    return this.#standsAtMs ?? this.#nowMs()
  }

  daysAgo(days: number | null): void {
    this.#standsAtMs = days === null ? null : this.#nowMs() - days * DAY_MS
  }
}

const noFlows = {
  query: async () => {
    throw new Error('this world holds no flows')
  },
} as unknown as ConstructorParameters<typeof Alerts>[0]['reader']

const madeUpCut: SimulateCut = async ({ endpoints }) =>
  new Map(
    endpoints
      .filter(({ port }) => port % 4 > 0)
      .map((endpoint) => [
        formatEndpoint(endpoint),
        {
          flows: (endpoint.port % 90) + 3,
          consenting: (endpoint.port % 7) + 1,
          others: endpoint.port % 11,
          share: 0.2 + (endpoint.port % 8) / 10,
        },
      ]),
  )

async function tellConsents(
  ledger: ConsentLedger,
  past: PastClock,
  dice: SeededRandom,
): Promise<string[]> {
  const publish = (scope: ConsentScope, change: 'material' | 'editorial', note: string) => {
    const wording = WORDING_TEMPLATES[scope]
    const again = {
      ...wording,
      summary: { en: `${wording.summary.en} ${note}`, ja: `${wording.summary.ja}${note}` },
    }
    return ledger.publishTerms(
      {
        scope,
        basis: scope === 'device-alerts' ? 'general-terms' : 'opt-in',
        change,
        graceMs: 30 * DAY_MS,
        wording: change === 'material' && note !== 'first' ? again : wording,
      },
      { actor: 'y.ito', note },
    )
  }
  past.daysAgo(BEGUN_DAYS + 1)
  for (const scope of CONSENT_SCOPES)
    if (scope !== 'gateway-detection') await publish(scope, 'material', 'first')
  const rows = new Map<number, string[]>()
  const say = (daysAgo: number, row: string): void => {
    rows.set(daysAgo, [...(rows.get(daysAgo) ?? []), row])
  }
  const addresses: string[] = []
  for (let number = 0; number < SUBSCRIBER_COUNT; number++) {
    const subscriber = `L-${String(10_001 + number)}`
    const address = `100.64.${number >> 7}.${number % 128}`
    addresses.push(address)
    const day = BEGUN_DAYS - Math.floor(dice.next() ** 1.6 * BEGUN_DAYS)
    const channel = number % 3 === 0 ? 'paper' : 'api'
    say(
      day,
      `${subscriber},${address},block-address,${number === 0 || dice.next() < 0.78 ? 'yes' : 'no'},${channel}`,
    )
    if (dice.next() < 0.45) say(day, `${subscriber},${address},block-name,yes,${channel}`)
    if (dice.next() < 0.9) say(day, `${subscriber},${address},device-alerts,yes,${channel}`)
    const later = Math.floor(dice.next() * 40)
    if (number > 0 && later < Math.min(8, day))
      say(later, `${subscriber},,block-address,no,telephone`)
  }
  for (const day of [...rows.keys()].sort((one, other) => other - one)) {
    past.daysAgo(day)
    if (day < 6 && (ledger.book.terms.latest('block-name')?.version ?? 0) === 1)
      await publish('block-name', 'material', ' (2)')
    const header = 'subscriber,prefixes,scope,answer,channel'
    await importConsent(ledger, [header, ...rows.get(day)!].join('\n'), {
      actor: 'y.ito',
      isDryRun: false,
    })
  }
  past.daysAgo(null)
  await ledger.pause({ subscriber: 'L-10004', channel: 'telephone', actor: 'k.sato', hours: 24 })
  return addresses
}
