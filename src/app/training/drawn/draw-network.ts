import type { SeededRandom } from '../../../core/random.ts'
import { HOUR_MS } from '../../../core/time-span.ts'
import { logUniform, type Range, sample, uniform } from '../../../country/traffic/draw.ts'
import { drawAddress } from './address-pool.ts'
import { browse, drawHaunts, type Haunts } from './browsing.ts'
import { type Channel, playChannel } from './channel.ts'
import { drawController } from './controller-channels.ts'
import type { Emit } from './conversation.ts'
import { type PlantedServer, part } from './draw-site.ts'
import { drawFleets } from './fleets.ts'
import { drawInnocent, drawInnocentOf } from './innocent-channels.ts'
import { attackFromOutside, scan, swarm } from './noise.ts'
import { type DayBook, drawPastDays, remembering } from './past-days.ts'
import { type EmitRecord, observe, type Router } from './router.ts'

const SUBSCRIBERS = [300, 800] as const
const HOURS = [6, 24] as const
/** Some providers give out addresses one after the other, of others few customers are looked at. */
const ADDRESS_STRIDES = [1, 1, 3, 17, 256] as const
const SAMPLINGS = [[1, 10, 30, 100], [1, 1, 10, 100], [1], [10, 100], [100], [100, 1000]] as const
const ACTIVE_TIMEOUTS_MS = [60_000, 120_000, 300_000, 1_800_000] as const
/** Innocent services of their own clients, for every hundred subscribers. */
const SERVICES_PER_HUNDRED = 16
const MAKERS_PER_HUNDRED = 8
const KEPT_PER_HUNDRED = 6
const TUNNELS_PER_HUNDRED = 1
const PROXIES_PER_HUNDRED = 0.7
const SERVICE_CLIENTS = [1, 150] as const
/** Most programs ask some dozen times a day, few as often as bots do. */
const CONTACTS_OF_A_CLIENT = [5, 300] as const
const CONTACTS_OF_A_BUSY_CLIENT = [100, 3000] as const
const BUSY_SHARE = 0.2
const CONTACTS_OF_A_BOT = [40, 5000] as const
const BOTNETS = [14, 44] as const
const BOTS = [1, 26] as const
/** Most infected devices obey one controller, some several (IEICE 2025: three in ten). */
const FIRST_INFECTION_SHARE = 0.75
/** A loader brings a second family, which others have found before: its bots, or most of them, at a known controller too. */
const COMPANION_SHARE = 0.3
const ACCOMPANIED_SHARE = [0.4, 1] as const
const CONTACTS_WITH_A_COMPANION = [6, 200] as const
const FLOOD_VICTIMS_MAX = 3
/** Most of the web has few visitors: what a circle of people visits that nobody else does. */
const CIRCLE = [1, 12] as const
const SERVERS_OF_A_CORNER = [5, 80] as const
/** Subscribers who reach the web through the proxy of an office, and how many offices there are. */
const OFFICE_SHARE = 0.04
const OFFICES = 4
/** Most services are asked all day, though seldom; few in one stretch. What bots do has no end. */
const SHORT_STRETCH_SHARE = 0.35
const SHORT_LIFE_SHARE = 0.05
/** Devices that are never switched off. */
const ALWAYS_ON_SHARE = 0.4
/** Subscribers who share files, and who knock at many doors without any controller of ours. */
const SWARM_SHARE = [0.003, 0.05] as const
const STRAY_SHARE = [0.002, 0.15] as const
/** Names of taken-over controllers lead to researchers; one of theirs may have bots of several families. */
const SINKHOLES = [10, 40] as const
const SINKHOLE_FAMILIES_MAX = 3
/** Of the others nothing is known before the day: a detector must do without as well. */
const REMEMBERED_SHARE = 0.5

/**
 * A provider for some hours: hundreds of subscribers behind routers that sample, services with few or
 * many clients, botnets of a handful, and for some of them traces of the days before.
 */
export function drawNetwork(random: SeededRandom, epochMs: number, emit: EmitRecord): DrawnNetwork {
  const fromMs = epochMs + random.integer(7 * 24) * HOUR_MS
  const span = { fromMs, toMs: fromMs + logUniform(random, HOURS) * HOUR_MS }
  const samplings = random.pick(SAMPLINGS)
  // Thinly sampled, many subscribers make as many records as few that are seen whole.
  const crowd = Math.min(...samplings) >= 10 ? 4 : 1
  const count = Math.round(crowd * logUniform(random, SUBSCRIBERS))
  const first = ((100 << 24) | (64 << 16)) >>> 0
  const stride = random.pick(ADDRESS_STRIDES)
  const subscribers = Array.from({ length: count }, (_, i) => first + i * stride)
  const book: DayBook = new Map()
  const seenBy = assignRouters(random, subscribers, samplings, { emit, book })
  const haunts = drawHaunts(random, undefined)
  const offices = drawOffices(random)
  const noise = {
    swarms: logUniform(random, SWARM_SHARE),
    strays: logUniform(random, STRAY_SHARE),
  }
  const circle = Math.round(logUniform(random, CIRCLE))
  let corner = haunts
  for (const [i, subscriber] of subscribers.entries()) {
    const { lasting, passing } = seenBy.get(subscriber)!
    const time = part(random, span)
    const places = random.next() < OFFICE_SHARE ? random.pick(offices) : haunts
    browse(random, places, subscriber, time, logUniform(random, [0.2, 6]), lasting)
    if (i % circle === 0) corner = drawHaunts(random, undefined, SERVERS_OF_A_CORNER)
    browse(random, corner, subscriber, part(random, time), logUniform(random, [0.2, 3]), lasting)
    const own = random.integer(3)
    for (let program = 0; program < own; program++) {
      const channel = drawInnocent(random)
      const when = stretch(random, channel, time, CONTACTS_OF_A_CLIENT)
      playChannel(random, channel, subscriber, when, lasting)
    }
    if (random.next() < noise.swarms) swarm(random, subscriber, part(random, time), passing)
    if (random.next() < noise.strays) scan(random, subscriber, time, passing)
    if (random.next() < 0.05) attackFromOutside(random, subscriber, part(random, time), passing)
  }
  const innocent = [
    ...several(count, SERVICES_PER_HUNDRED, () => drawInnocent(random)),
    ...several(count, MAKERS_PER_HUNDRED, () => drawInnocentOf(random, 'small maker’s cloud')),
    ...several(count, KEPT_PER_HUNDRED, () => drawInnocentOf(random, 'connection that stays open')),
    ...several(count, TUNNELS_PER_HUNDRED, () => drawInnocentOf(random, 'tunnel or stream')),
    ...several(count, PROXIES_PER_HUNDRED, () => drawInnocentOf(random, 'proxy of an office')),
  ]
  for (const channel of innocent) {
    const clients = Math.min(count, Math.round(logUniform(random, SERVICE_CLIENTS)))
    const use = employ(random, channel, span, habitOfAService(random))
    for (const client of sample(random, subscribers, clients))
      playChannel(random, use.channel, client, use.presence(), seenBy.get(client)!.lasting)
  }
  for (const { channel, users } of drawFleets(random, subscribers)) {
    const use = employ(random, channel, span, habitOfAService(random))
    for (const { client, servers } of users)
      playChannel(
        random,
        { ...use.channel, servers },
        client,
        use.presence(),
        seenBy.get(client)!.lasting,
      )
  }
  floodVictims(random, subscribers, span, seenBy)
  const { planted, companions, infected } = plantBotnets(random, {
    subscribers,
    span,
    seenBy,
    innocent,
  })
  sinkholes(random, { subscribers, infected, span, seenBy })
  if (random.next() < REMEMBERED_SHARE) drawPastDays(random, book, planted, emit)
  return { planted, companions, span }
}

export type DrawnNetwork = {
  readonly planted: readonly PlantedServer[]
  /** Controllers that are there for the company they keep: lists know them, and nobody is asked about them. */
  readonly companions: readonly PlantedServer[]
  readonly span: Span
}

const several = (subscribers: number, perHundred: number, draw: () => Channel): Channel[] =>
  Array.from({ length: Math.round((subscribers / 100) * perHundred) }, draw)

const drawOffices = (random: SeededRandom): Haunts[] =>
  Array.from({ length: OFFICES }, () => drawHaunts(random, drawAddress(random)))

type Span = { readonly fromMs: number; readonly toMs: number }
type SeenBy = ReadonlyMap<number, Observer>
/** What a subscriber's router sees, of services that last and of what is another tomorrow. */
type Observer = { readonly lasting: Emit; readonly passing: Emit }

function assignRouters(
  random: SeededRandom,
  subscribers: readonly number[],
  samplings: readonly number[],
  to: { readonly emit: EmitRecord; readonly book: DayBook },
): SeenBy {
  const routers = samplings.map(
    (sampling, i): Router => ({
      exporter: ((10 << 24) | (255 << 16) | (i + 1)) >>> 0,
      sampling,
      activeTimeoutMs: random.pick(ACTIVE_TIMEOUTS_MS),
      isBiflow: random.next() < 0.5,
    }),
  )
  const observers = routers.map((router): Observer => {
    const passing = observe(random, router, to.emit)
    return { passing, lasting: remembering(to.book, router, passing) }
  })
  return new Map(subscribers.map((subscriber) => [subscriber, random.pick(observers)]))
}

/** How often one client asks, and how many services are asked only for a while. */
type Habit = { readonly contacts: Range; readonly shortShare: number }
/** A program as it is used: its channel, and when one of its clients is at it. */
type Use = { readonly channel: Channel; readonly presence: () => Span }

const habitOfAService = (random: SeededRandom): Habit => ({
  contacts: random.next() < BUSY_SHARE ? CONTACTS_OF_A_BUSY_CLIENT : CONTACTS_OF_A_CLIENT,
  shortShare: SHORT_STRETCH_SHARE,
})

const HABIT_OF_BOTS: Habit = { contacts: CONTACTS_OF_A_BOT, shortShare: SHORT_LIFE_SHARE }

/**
 * Either as drawn, for as long as that makes so many contacts; or slow enough to make them all day, while the
 * device is on. A controller is asked as long as the infection lasts: if fast ones were only at work for
 * minutes, shortness would look like guilt.
 */
function employ(random: SeededRandom, drawn: Channel, span: Span, habit: Habit): Use {
  if (random.next() < habit.shortShare)
    return { channel: drawn, presence: () => stretch(random, drawn, span, habit.contacts) }
  const gapMs = ((span.toMs - span.fromMs) * drawn.burst) / logUniform(random, habit.contacts)
  return {
    channel: gapMs <= drawn.gapMs ? drawn : { ...drawn, gapMs },
    presence: () => (random.next() < ALWAYS_ON_SHARE ? span : part(random, span)),
  }
}

function stretch(random: SeededRandom, channel: Channel, span: Span, contacts: Range): Span {
  const within = part(random, span)
  const longest = (channel.gapMs / channel.burst) * logUniform(random, contacts)
  return { fromMs: within.fromMs, toMs: Math.min(within.toMs, within.fromMs + longest) }
}

function plantBotnets(
  random: SeededRandom,
  place: {
    readonly subscribers: readonly number[]
    readonly span: Span
    readonly seenBy: SeenBy
    readonly innocent: readonly Channel[]
  },
): { planted: PlantedServer[]; companions: PlantedServer[]; infected: readonly number[] } {
  const planted: PlantedServer[] = []
  const companions: PlantedServer[] = []
  const company = random.fork('companions')
  const infected: number[] = []
  const botnets = Math.round(logUniform(random, BOTNETS))
  const healthy = sample(random, place.subscribers, place.subscribers.length)
  const nextBot = (): number =>
    random.next() < FIRST_INFECTION_SHARE
      ? (healthy.pop() ?? random.pick(place.subscribers))
      : random.pick(place.subscribers)
  for (let i = 0; i < botnets; i++) {
    const drawn = drawController(random)
    const servers = lodge(random, drawn.servers, place.innocent)
    const { channel, presence } = employ(random, { ...drawn, servers }, place.span, HABIT_OF_BOTS)
    const bots = new Set(Array.from({ length: Math.floor(logUniform(random, BOTS)) }, nextBot))
    const activity = random.next()
    infected.push(...bots)
    for (const bot of bots) {
      const { lasting, passing } = place.seenBy.get(bot)!
      playChannel(random, channel, bot, presence(), lasting)
      if (activity < 0.35) scan(random, bot, part(random, place.span), passing)
    }
    for (const address of channel.servers)
      planted.push({ address, port: channel.port, protocol: channel.protocol })
    if (company.next() < COMPANION_SHARE)
      companions.push(accompany(company.fork(`botnet ${i}`), [...bots], place))
  }
  return { planted, companions, infected }
}

function accompany(
  random: SeededRandom,
  bots: readonly number[],
  { span, seenBy }: { readonly span: Span; readonly seenBy: SeenBy },
): PlantedServer {
  const drawn = drawController(random)
  const single = { ...drawn, servers: drawn.servers.slice(0, 1), answered: 1 }
  const habit = { contacts: CONTACTS_WITH_A_COMPANION, shortShare: SHORT_LIFE_SHARE }
  const { channel, presence } = employ(random, single, span, habit)
  const count = Math.ceil(bots.length * uniform(random, ACCOMPANIED_SHARE))
  for (const bot of sample(random, bots, count))
    playChannel(random, channel, bot, presence(), seenBy.get(bot)!.passing)
  return { address: channel.servers[0]!, port: channel.port, protocol: channel.protocol }
}

/** Some controllers live on a host that others use as well, and some have innocent neighbours, as lodgers have. */
function lodge(
  random: SeededRandom,
  own: readonly number[],
  innocent: readonly Channel[],
): readonly number[] {
  const where = random.next()
  const host = random.pick(innocent).servers[0]!
  if (where < 0.12) return [host]
  return where < 0.4 ? [((host & 0xffffff00) | (1 + random.integer(253))) >>> 0] : own
}

/** What is left of botnets asks researchers now: it always gets the same short answer, and no order. */
function sinkholes(
  random: SeededRandom,
  place: {
    readonly subscribers: readonly number[]
    readonly infected: readonly number[]
    readonly span: Span
    readonly seenBy: SeenBy
  },
): void {
  const { subscribers, infected, span, seenBy } = place
  const count = Math.round(logUniform(random, SINKHOLES))
  for (let i = 0; i < count; i++) {
    const server = drawAddress(random)
    const port = random.pick([80, 80, 443, 8080, 6667])
    const families = 1 + random.integer(SINKHOLE_FAMILIES_MAX)
    const downOctets = logUniform(random, [20, 600])
    for (let family = 0; family < families; family++) {
      const asked = {
        ...drawController(random),
        servers: [server],
        port,
        downOctets,
        isSameAnswer: true,
        answered: 1,
        transferShare: 0,
      }
      const { channel, presence } = employ(random, asked, span, HABIT_OF_BOTS)
      // Of most of these bots something else is active as well.
      const crowd = random.next() < 0.7 ? infected : subscribers
      for (const bot of new Set(sample(random, crowd, Math.floor(logUniform(random, BOTS)))))
        playChannel(random, channel, bot, presence(), seenBy.get(bot)!.lasting)
    }
  }
}

/** Forged sources knock once each at somebody who has done nothing. */
function floodVictims(
  random: SeededRandom,
  subscribers: readonly number[],
  span: Span,
  seenBy: SeenBy,
): void {
  const victims = random.integer(FLOOD_VICTIMS_MAX + 1)
  for (let victim = 0; victim < victims; victim++) {
    const server = drawAddress(random)
    const port = random.pick([80, 443, 25_565])
    const startMs = span.fromMs + random.next() * (span.toMs - span.fromMs)
    const packets = Math.round(logUniform(random, [2000, 20_000]))
    for (let i = 0; i < packets; i++) {
      const client = random.pick(subscribers)
      seenBy.get(client)!.passing({
        startMs: startMs + random.next() * 900_000,
        durationMs: 0,
        client,
        server,
        clientPort: 1025 + random.integer(60_000),
        port,
        protocol: 6,
        upPackets: 1,
        upOctets: 40,
        downPackets: 0,
        downOctets: 0,
        upFlags: 2,
        downFlags: 0,
      })
    }
  }
}
