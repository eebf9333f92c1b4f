import { PROTOCOL_TCP, PROTOCOL_UDP } from '../../core/protocol.ts'
import type { SeededRandom } from '../../core/random.ts'
import { address, ephemeralPort, path, type Service } from '../machines/service.ts'
import type { Actor, Stage } from '../traffic/actor.ts'
import { logNormal } from '../traffic/draw.ts'
import { bulk } from '../traffic/transport.ts'
import { humanActivity, isAwake } from './diurnal.ts'
import type { Device } from './population.ts'

export type Pastime = {
  readonly servers: readonly Service[]
  /** Between two sittings at the busiest hour. */
  readonly gapMs: number
  readonly durationMedianMs: number
  readonly downPacketsPerSecond: number
  readonly upPacketsPerSecond: number
  readonly downPayload: number
  readonly upPayload: number
}

/** Volumes are kept to a tenth of a real household's: packets cost time, and teach nothing new. */
export const WATCHING: Omit<Pastime, 'servers'> = {
  gapMs: 5 * 3_600_000,
  durationMedianMs: 25 * 60_000,
  downPacketsPerSecond: 9,
  upPacketsPerSecond: 3,
  downPayload: 1380,
  upPayload: 10,
}

export const PLAYING: Omit<Pastime, 'servers'> = {
  gapMs: 8 * 3_600_000,
  durationMedianMs: 20 * 60_000,
  downPacketsPerSecond: 12,
  upPacketsPerSecond: 10,
  downPayload: 140,
  upPayload: 60,
}

/** The longest single connection; a film is watched in several. */
const CONNECTION_MS_MAX = 30 * 60_000

/** A person who watches or plays: few, long, heavy conversations. */
export class Leisure implements Actor {
  nextMs: number
  readonly #device: Device
  readonly #pastime: Pastime
  readonly #random: SeededRandom

  constructor(device: Device, pastime: Pastime, fromMs: number, random: SeededRandom) {
    this.#device = device
    this.#pastime = pastime
    this.#random = random
    this.nextMs = fromMs + random.exponential(this.#gapMs() / 2)
  }

  act(stage: Stage): void {
    const random = this.#random
    const atMs = this.nextMs
    this.nextMs = atMs + random.exponential(this.#gapMs())
    if (!isAwake(this.#device.awake, atMs) || random.next() >= humanActivity(atMs)) return
    const durationMs = Math.min(
      CONNECTION_MS_MAX,
      logNormal(random, this.#pastime.durationMedianMs, 0.7),
    )
    this.#sit(stage, atMs, Math.round(durationMs))
    this.nextMs += durationMs
  }

  #gapMs(): number {
    return this.#pastime.gapMs / this.#device.household.liveliness
  }

  #sit({ contact, traffic }: Stage, atMs: number, durationMs: number): void {
    const random = this.#random
    const pastime = this.#pastime
    const server = random.pick(pastime.servers)
    if (!address(contact, this.#device, server, ephemeralPort(random), random)) return
    contact.startMs = atMs
    const seconds = (durationMs / 1000) * logNormal(random, 1, 0.3)
    const isQuic = server.port === 443 && random.next() < 0.5
    bulk(
      contact,
      path(this.#device, server, contact.source === this.#device.ipv6),
      server.protocol === PROTOCOL_UDP || isQuic ? PROTOCOL_UDP : PROTOCOL_TCP,
      durationMs,
      pastime.downPacketsPerSecond * seconds,
      pastime.upPacketsPerSecond * seconds,
      pastime.downPayload,
      pastime.upPayload,
    )
    traffic.add(contact)
  }
}
