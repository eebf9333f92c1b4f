import type { SeededRandom } from '../../../core/random.ts'
import { logUniform, uniform } from '../../../country/traffic/draw.ts'
import { neighbourOf } from './address-pool.ts'
import { browse, drawHaunts, type Haunts } from './browsing.ts'
import { type Channel, playChannel } from './channel.ts'
import { drawController } from './controller-channels.ts'
import type { Emit } from './conversation.ts'
import { drawInnocent } from './innocent-channels.ts'
import { attackFromOutside, scan, swarm } from './noise.ts'

/** A controller that was planted. */
export type PlantedServer = {
  readonly address: number
  readonly port: number
  readonly protocol: number
}

type Span = { readonly fromMs: number; readonly toMs: number }

const INFECTED_SITES_SHARE = 0.85
const SITE_HOSTS_MAX = 12
/** Longest capture; the shortest is four minutes. */
const SPAN_HOURS = [4 / 60, 28] as const

/**
 * One site for some minutes to a day: a few hosts, most of them innocent, seen whole. Returns what was
 * planted. Addresses of sites are drawn apart, so that many can be looked at together.
 */
export function drawSite(random: SeededRandom, epochMs: number, emit: Emit): PlantedServer[] {
  const fromMs = epochMs + random.integer(7 * 86_400_000)
  const span = { fromMs, toMs: fromMs + logUniform(random, SPAN_HOURS) * 3_600_000 }
  const site = (10 << 24) | (random.integer(0x10000) << 8)
  const hostCount = random.next() < 0.6 ? 1 : 2 + random.integer(SITE_HOSTS_MAX - 1)
  const hosts = Array.from({ length: hostCount }, (_, i) => neighbourOf(site >>> 0, 10 + i))
  const proxy = random.next() < 0.12 ? neighbourOf(site >>> 0, 2) : undefined
  const haunts = drawHaunts(random, proxy)
  const common = Array.from({ length: 1 + random.integer(4) }, () => drawInnocent(random))
  for (const host of hosts)
    liveInnocently(random, { host, site: site >>> 0, span, haunts, common }, emit)
  if (random.next() < 0.4) attackFromOutside(random, random.pick(hosts), span, emit)
  return random.next() < INFECTED_SITES_SHARE ? infect(random, hosts, span, emit) : []
}

type Life = {
  readonly host: number
  readonly site: number
  readonly span: Span
  readonly haunts: Haunts
  /** Programs that all hosts of the site run. */
  readonly common: readonly Channel[]
}

/** A device with nobody at it, an office computer, a busy one. */
function liveInnocently(random: SeededRandom, life: Life, emit: Emit): void {
  const { host, span, haunts } = life
  const programs = Math.round(logUniform(random, [1, 40]))
  for (const channel of life.common) playChannel(random, channel, host, span, emit)
  for (let i = 0; i < programs; i++) {
    const drawn = drawInnocent(random)
    // Some services stand in the site itself.
    const channel =
      random.next() < (drawn.port === 53 ? 0.5 : 0.12)
        ? { ...drawn, servers: [neighbourOf(life.site, 1 + random.integer(9))] }
        : drawn
    playChannel(random, channel, host, random.next() < 0.6 ? span : part(random, span), emit)
  }
  if (random.next() < 0.6) browse(random, haunts, host, span, logUniform(random, [1, 80]), emit)
  if (random.next() < 0.05) swarm(random, host, span, emit)
}

function infect(
  random: SeededRandom,
  hosts: readonly number[],
  span: Span,
  emit: Emit,
): PlantedServer[] {
  const planted: PlantedServer[] = []
  const families = random.pick([1, 1, 1, 2, 2, 3])
  for (let family = 0; family < families; family++) {
    const channel = drawController(random)
    const infected = hosts.filter((_, i) => i === 0 || random.next() < 0.15)
    for (const host of infected) {
      playChannel(random, channel, host, random.next() < 0.5 ? span : part(random, span), emit)
      if (random.next() < 0.25) scan(random, host, span, emit)
    }
    for (const address of channel.servers)
      planted.push({ address, port: channel.port, protocol: channel.protocol })
  }
  return planted
}

/** From somewhere in a span to somewhere later in it. */
export function part(random: SeededRandom, { fromMs, toMs }: Span): Span {
  const share = uniform(random, [0.1, 1])
  const start = fromMs + random.next() * (1 - share) * (toMs - fromMs)
  return { fromMs: start, toMs: start + share * (toMs - fromMs) }
}
