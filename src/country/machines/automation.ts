import { PROTOCOL_TCP } from '../../core/protocol.ts'
import type { SeededRandom } from '../../core/random.ts'
import { DAY_MS } from '../../core/time-span.ts'
import { isAwake } from '../people/diurnal.ts'
import type { Device } from '../people/population.ts'
import type { Actor, Stage } from '../traffic/actor.ts'
import { logUniform } from '../traffic/draw.ts'
import { type Path, tcpExchange, tcpKnock, tcpMessage, udpExchange } from '../traffic/transport.ts'
import { address, ephemeralPort, path, reverse, type Service } from './service.ts'

/**
 * How a program without a person talks to its server. Clocks, push services, thermometers and bots
 * are all described by these numbers, so nothing but the numbers can tell them apart.
 */
export type AutomationProfile = {
  /** `poll` opens a connection each time; `session` sends a message on one that stays open. */
  readonly mode: 'poll' | 'session'
  readonly intervalMs: number
  /** Half width of the deviation, as a share of the interval. */
  readonly jitter: number
  /** `grid`: the schedule stands (cron). `after`: each wait starts when the last one ended (sleep). */
  readonly schedule: 'grid' | 'after'
  readonly usesTls: boolean
  /** Payload of the regular message and of its answer; the answer 0 is a bare acknowledgement. */
  readonly messageOctets: number
  readonly replyOctets: number
  /** Half width of the deviation of both sizes, as a share. */
  readonly sizeSpread: number
  /** The server sends the regular message, the client answers. */
  readonly isServerDriven: boolean
  /** Larger transfers in between: tasks, events, new configurations. */
  readonly transfersPerDay: number
  readonly transferOctetsMax: number
  /** Mean life of a connection in `session` mode. */
  readonly sessionMeanMs: number
  /** What a connection attempt meets; only `yes` ever exchanges anything. */
  readonly answer: 'yes' | 'none' | 'reset'
}

const ASLEEP_CHECK_MS = 600_000
/** An attempt in so many finds the server or the path busy, and meets silence. */
const FAILURE_SHARE = 0.002

export class Automation implements Actor {
  nextMs: number
  readonly #device: Device
  readonly #service: Service
  readonly #profile: AutomationProfile
  readonly #random: SeededRandom
  readonly #pathIpv4: Path
  readonly #pathIpv6: Path
  readonly #sizeFactor: number
  #gridMs: number
  #sessionEndsMs = 0
  #sourcePort = 0

  constructor(
    device: Device,
    service: Service,
    profile: AutomationProfile,
    fromMs: number,
    random: SeededRandom,
  ) {
    this.#device = device
    this.#service = service
    this.#profile = profile
    this.#random = random
    this.#pathIpv4 = path(device, service, false)
    this.#pathIpv6 = path(device, service, true)
    // Names, versions and serial numbers make one installation's messages differ from another's.
    this.#sizeFactor = 1 + (random.next() - 0.5) * profile.sizeSpread
    this.#gridMs = fromMs + random.next() * profile.intervalMs
    this.nextMs = this.#gridMs
    // Connections were open before anybody looked.
    if (profile.mode === 'session') {
      this.#sourcePort = ephemeralPort(random)
      this.#sessionEndsMs = fromMs + random.exponential(profile.sessionMeanMs)
    }
  }

  act(stage: Stage): void {
    const atMs = this.nextMs
    if (!isAwake(this.#device.awake, atMs)) {
      this.#sessionEndsMs = 0
      this.#gridMs = atMs + this.#random.exponential(ASLEEP_CHECK_MS)
      this.nextMs = this.#gridMs
      return
    }
    this.#contact(stage, atMs)
    this.#schedule(atMs)
  }

  #contact({ contact, traffic }: Stage, atMs: number): void {
    const profile = this.#profile
    const random = this.#random
    const needsOpening = profile.mode === 'poll' || atMs >= this.#sessionEndsMs
    if (needsOpening) {
      this.#sourcePort = ephemeralPort(random)
      this.#sessionEndsMs = atMs + random.exponential(profile.sessionMeanMs)
    }
    if (!address(contact, this.#device, this.#service, this.#sourcePort, random)) return
    const route = contact.source === this.#device.ipv6 ? this.#pathIpv6 : this.#pathIpv4
    contact.startMs = atMs

    const isTcp = this.#service.protocol === PROTOCOL_TCP
    const fails = profile.answer !== 'yes' || random.next() < FAILURE_SHARE
    if (fails) {
      if (isTcp) tcpKnock(contact, route, profile.answer === 'reset' ? 'reset' : 'none', random)
      else udpExchange(contact, route, this.#size(profile.messageOctets), 0, random)
      this.#sessionEndsMs = 0
    } else {
      const isTransfer = random.next() < (profile.transfersPerDay * profile.intervalMs) / DAY_MS
      const message = this.#size(profile.messageOctets)
      const reply = isTransfer
        ? Math.round(logUniform(random, [64, profile.transferOctetsMax]))
        : this.#size(profile.replyOctets)
      if (!isTcp) udpExchange(contact, route, message, reply, random)
      else if (!needsOpening) tcpMessage(contact, route, message, reply, random)
      else if (profile.mode === 'poll')
        tcpExchange(contact, route, message, reply, this.#handshake(), random)
      else {
        tcpExchange(contact, route, message + 60, reply + 40, this.#handshake(), random)
        // It stays open: no FIN yet.
        contact.tcpFlags &= ~1
        contact.reverseTcpFlags &= ~1
      }
      if (profile.isServerDriven && !needsOpening) reverse(contact)
    }
    traffic.add(contact)
  }

  #schedule(atMs: number): void {
    const { intervalMs, jitter, schedule } = this.#profile
    const deviation = (this.#random.next() * 2 - 1) * jitter * intervalMs
    if (schedule === 'after') {
      this.nextMs = atMs + Math.max(500, intervalMs + deviation)
      return
    }
    this.#gridMs += intervalMs
    this.nextMs = Math.max(atMs + 500, this.#gridMs + deviation)
  }

  #handshake(): 'none' | 'full' | 'resumed' {
    if (!this.#profile.usesTls) return 'none'
    return this.#random.next() < 0.4 ? 'resumed' : 'full'
  }

  #size(octets: number): number {
    if (octets === 0) return 0
    const { sizeSpread } = this.#profile
    const spread = 1 + (this.#random.next() * 2 - 1) * sizeSpread
    return Math.max(1, Math.round(octets * this.#sizeFactor * spread))
  }
}
