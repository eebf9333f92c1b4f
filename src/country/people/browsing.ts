import { PROTOCOL_UDP } from '../../core/protocol.ts'
import type { SeededRandom } from '../../core/random.ts'
import { address, ephemeralPort, path, type Service } from '../machines/service.ts'
import type { Actor, Stage } from '../traffic/actor.ts'
import { logNormal } from '../traffic/draw.ts'
import { bulk, tcpExchange, udpExchange } from '../traffic/transport.ts'
import { humanActivity, isAwake } from './diurnal.ts'
import type { Device } from './population.ts'
import type { Web } from './web.ts'

/** Between the sittings of a lively person at the busiest hour. */
const SITTING_GAP_MS = 85 * 60_000
const PAGES_PER_SITTING_MEAN = 4
const READING_MEDIAN_MS = 25_000
const KEPT_SHARE = 0.7
const KEPT_MEDIAN_MS = 15_000
const KEPT_MS_MAX = 10 * 60_000

/** A person who looks at pages, in sittings that follow the day. */
export class Browsing implements Actor {
  nextMs: number
  readonly #device: Device
  readonly #web: Web
  readonly #random: SeededRandom
  /** The small servers this person knows, beside the public web. */
  readonly #haunts: readonly Service[]
  #pagesLeft = 0

  constructor(
    device: Device,
    web: Web,
    haunts: readonly Service[],
    fromMs: number,
    random: SeededRandom,
  ) {
    this.#device = device
    this.#web = web
    this.#haunts = haunts
    this.#random = random
    this.nextMs = fromMs + random.next() * this.#gapMs()
  }

  act(stage: Stage): void {
    const random = this.#random
    const atMs = this.nextMs
    if (this.#pagesLeft === 0) {
      const goesOnline = isAwake(this.#device.awake, atMs) && random.next() < humanActivity(atMs)
      if (goesOnline) this.#pagesLeft = 1 + Math.floor(random.exponential(PAGES_PER_SITTING_MEAN))
    }
    if (this.#pagesLeft > 0) {
      this.#pagesLeft--
      this.#page(stage, atMs)
    }
    this.nextMs =
      atMs +
      (this.#pagesLeft > 0
        ? logNormal(random, READING_MEDIAN_MS, 1)
        : 1000 + random.exponential(this.#gapMs()))
  }

  #gapMs(): number {
    return SITTING_GAP_MS / this.#device.household.liveliness
  }

  #page(stage: Stage, atMs: number): void {
    const random = this.#random
    if (this.#haunts.length > 0 && random.next() < 0.15) {
      fetchPage(stage, this.#device, random.pick(this.#haunts), atMs, false, random)
      return
    }
    visitSite(stage, this.#device, this.#web, atMs, random)
  }
}

/** A page of some site, its name looked up, and the parts that other servers have. */
export function visitSite(
  stage: Stage,
  device: Device,
  web: Web,
  atMs: number,
  random: SeededRandom,
): void {
  const site = web.drawSite(random)
  lookUp(stage, device, web, atMs, random)
  fetchPage(stage, device, random.pick(site.servers), atMs + 30, site.hasQuic, random)
  for (const part of site.parts) {
    if (random.next() < 0.4) continue
    if (random.next() < 0.6) lookUp(stage, device, web, atMs + 200, random)
    fetchPage(stage, device, part, atMs + 250 + random.exponential(300), true, random)
  }
}

/** Asks a resolver for a name: both families of addresses, as systems do, more often than not. */
export function lookUp(
  stage: Stage,
  device: Device,
  web: Web,
  atMs: number,
  random: SeededRandom,
): void {
  const resolver = drawResolver(web, random)
  ask(stage, device, resolver, atMs, random)
  if (random.next() < 0.6) ask(stage, device, resolver, atMs + 1, random)
}

/** Most use the ISP's two resolvers, some a public one. */
function drawResolver(web: Web, random: SeededRandom): Service {
  return web.resolvers[random.next() < 0.8 ? random.integer(2) : random.integer(6)]!
}

function ask(
  { contact, traffic }: Stage,
  device: Device,
  resolver: Service,
  atMs: number,
  random: SeededRandom,
): void {
  if (!address(contact, device, resolver, ephemeralPort(random), random)) return
  const isIpv6 = contact.source === device.ipv6
  contact.startMs = atMs
  udpExchange(
    contact,
    path(device, resolver, isIpv6),
    28 + random.integer(30),
    60 + random.integer(300),
    random,
  )
  traffic.add(contact)
}

function fetchPage(
  { contact, traffic }: Stage,
  device: Device,
  server: Service,
  atMs: number,
  hasQuic: boolean,
  random: SeededRandom,
): void {
  if (!address(contact, device, server, ephemeralPort(random), random)) return
  const route = path(device, server, contact.source === device.ipv6)
  contact.startMs = atMs
  const request = 300 + random.exponential(700)
  const response = Math.min(6_000_000, logNormal(random, 12_000, 1.6))
  if (hasQuic && random.next() < 0.45) {
    const down = Math.ceil(response / 1250) + 4
    bulk(contact, route, PROTOCOL_UDP, 200 + response / 900, down, down / 4 + 4, 1100, 90)
  } else
    tcpExchange(
      contact,
      route,
      Math.round(request),
      Math.round(response),
      server.port === 80 ? 'none' : random.next() < 0.6 ? 'full' : 'resumed',
      random,
    )
  // Browsers keep connections in case another page follows; most are closed by an idle server.
  if (random.next() < KEPT_SHARE)
    contact.durationMs += Math.min(KEPT_MS_MAX, logNormal(random, KEPT_MEDIAN_MS, 1.4))
  traffic.add(contact)
}
