import { PROTOCOL_TCP } from '../../core/protocol.ts'
import type { SeededRandom } from '../../core/random.ts'
import { DAY_MS } from '../../core/time-span.ts'
import { type Awake, isAwake } from '../people/diurnal.ts'
import type { Device } from '../people/population.ts'
import type { Actor, Stage } from '../traffic/actor.ts'
import { logNormal, logUniform } from '../traffic/draw.ts'
import {
  icmpUnreachable,
  type Path,
  type SynRetries,
  tcpExchange,
  tcpKnock,
  tcpMessage,
  udpExchange,
} from '../traffic/transport.ts'
import { isInGoodMood } from './mood.ts'
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
  /**
   * What a connection attempt meets. `unreachable`: silence, and now and then ICMP from a router;
   * `flaky`: up for a while, down for a while, and hanging up soon, as small C2 servers do.
   */
  readonly answer: 'yes' | 'none' | 'reset' | 'unreachable' | 'flaky'
  /** Each message has a random number of octets more, up to so many. */
  readonly paddingOctetsMax: number
  /** When the program itself is awake, beside its device; undefined: always. */
  readonly hours: Awake | undefined
  /** Times a day at which somebody uses the connection: many messages in a row. */
  readonly burstsPerDay: number
  /** Popular sites it looks at before each contact, to hide among them. */
  readonly decoys: number
  /** How long the name of its server is remembered; undefined: it knows the address. */
  readonly nameMs: number | undefined
  readonly synRetries: SynRetries
  /** Shared by all clients, so that they find a flaky server up or down together. */
  readonly moodSeed: number
  /** It is over after so many contacts; a downloader needs one. */
  readonly contactsMax: number
  /** Sigma of the logarithm by which one client's interval and sizes differ from another's. */
  readonly clientSpread: number
}

/** Something done on the way to the server. */
export type SideErrand = (stage: Stage, device: Device, atMs: number, random: SeededRandom) => void

/** What surrounds one client's program. */
export type AutomationSetting = {
  readonly fromMs: number
  readonly untilMs?: number
  /** Which endpoint it is at an instant, where that changes. */
  readonly serviceAt?: (atMs: number) => Service
  /** Instants, ascending, at which the server has more to say than usual. */
  readonly commandsMs?: readonly number[]
  /** Looks at a popular site; called once for each decoy. */
  readonly visitDecoy?: SideErrand
  /** Asks a resolver for the server's name. */
  readonly lookUp?: SideErrand
}

const ASLEEP_CHECK_MS = 600_000
/** An attempt in so many finds the server or the path busy, and meets silence. */
const FAILURE_SHARE = 0.002
/** Of attempts that end at a router, how many it reports: rate limits are strict (RFC 1812 §4.3.2.8). */
const UNREACHABLE_REPORT_SHARE = 0.3
const BURST_GAP_MS = 2500
const BURST_MESSAGES_MEAN = 30

export class Automation implements Actor {
  nextMs: number
  readonly #device: Device
  readonly #service: Service
  readonly #profile: AutomationProfile
  readonly #setting: AutomationSetting
  readonly #random: SeededRandom
  readonly #pathIpv4: Path
  readonly #pathIpv6: Path
  readonly #sizeFactor: number
  #gridMs: number
  #sessionEndsMs = 0
  #sourcePort = 0
  #burstLeft = 0
  #nameUntilMs = 0
  #contactsLeft: number
  #commandsHeard = 0
  #nextCommandMs: number
  #current: Service

  constructor(
    device: Device,
    service: Service,
    profile: AutomationProfile,
    setting: AutomationSetting,
    random: SeededRandom,
  ) {
    const { fromMs } = setting
    this.#device = device
    this.#service = service
    this.#current = service
    const own = random.fork('client')
    const { clientSpread } = profile
    this.#profile = { ...profile, intervalMs: logNormal(own, profile.intervalMs, clientSpread) }
    this.#setting = setting
    this.#random = random
    this.#contactsLeft = profile.contactsMax
    this.#nextCommandMs = setting.commandsMs?.[0] ?? Number.POSITIVE_INFINITY
    this.#pathIpv4 = path(device, service, false)
    this.#pathIpv6 = path(device, service, true)
    // Names, versions and serial numbers make one installation's messages differ from another's.
    this.#sizeFactor =
      logNormal(own, 1, clientSpread) * (1 + (random.next() - 0.5) * profile.sizeSpread)
    this.#gridMs = fromMs + random.next() * this.#profile.intervalMs
    this.nextMs = this.#gridMs
    while (this.#nextCommandMs < fromMs) this.#hearCommand()
    // Connections were open before anybody looked.
    if (profile.mode === 'session') {
      this.#sourcePort = ephemeralPort(random)
      this.#sessionEndsMs = fromMs + random.exponential(profile.sessionMeanMs)
    }
  }

  act(stage: Stage): void {
    const atMs = this.nextMs
    const { untilMs, visitDecoy } = this.#setting
    if (this.#contactsLeft <= 0 || (untilMs !== undefined && atMs >= untilMs)) {
      this.nextMs = Number.POSITIVE_INFINITY
      return
    }
    if (!isAwake(this.#device.awake, atMs) || !isAwake(this.#profile.hours, atMs)) {
      this.#sessionEndsMs = 0
      this.#gridMs = atMs + this.#random.exponential(ASLEEP_CHECK_MS)
      this.nextMs = this.#gridMs
      return
    }
    if (visitDecoy)
      for (let i = 0; i < this.#profile.decoys; i++)
        visitDecoy(stage, this.#device, atMs - 200 * (i + 1), this.#random)
    const hasFailed = !this.#contact(stage, atMs)
    this.#contactsLeft--
    this.#schedule(atMs, hasFailed)
  }

  /** False when it came to nothing. */
  #contact(stage: Stage, atMs: number): boolean {
    const { contact, traffic } = stage
    const profile = this.#profile
    const random = this.#random
    const service = this.#setting.serviceAt?.(atMs) ?? this.#service
    const isElsewhere = service !== this.#current
    this.#current = service
    const needsOpening = profile.mode === 'poll' || atMs >= this.#sessionEndsMs || isElsewhere
    if (needsOpening) {
      this.#sourcePort = ephemeralPort(random)
      this.#sessionEndsMs = atMs + random.exponential(profile.sessionMeanMs)
    }
    if (needsOpening) this.#lookUp(stage, atMs)
    if (!address(contact, this.#device, service, this.#sourcePort, random)) return true
    const route = contact.source === this.#device.ipv6 ? this.#pathIpv6 : this.#pathIpv4
    contact.startMs = atMs
    if (this.#fails(atMs)) {
      this.#knock(stage, route, atMs, service.protocol === PROTOCOL_TCP)
      this.#sessionEndsMs = 0
      return false
    }
    this.#talk(stage, route, needsOpening, service.protocol === PROTOCOL_TCP)
    if (profile.isServerDriven && !needsOpening) reverse(contact)
    traffic.add(contact)
    return true
  }

  #lookUp(stage: Stage, atMs: number): void {
    const { nameMs } = this.#profile
    const { lookUp } = this.#setting
    if (nameMs === undefined || !lookUp || atMs < this.#nameUntilMs) return
    lookUp(stage, this.#device, atMs - 20, this.#random)
    this.#nameUntilMs = atMs + nameMs
  }

  #talk({ contact }: Stage, route: Path, needsOpening: boolean, isTcp: boolean): void {
    const profile = this.#profile
    const random = this.#random
    let message = this.#size(profile.messageOctets)
    let reply = this.#size(profile.replyOctets)
    if (this.#burstLeft > 0) {
      // Screens, key strokes, listings: small one way, large the other.
      message += Math.round(logUniform(random, [10, 4000]))
      reply += Math.round(logUniform(random, [10, 400]))
    } else if (this.#hasTransfer())
      reply = Math.round(logUniform(random, [64, profile.transferOctetsMax]))
    if (!isTcp) udpExchange(contact, route, message, reply, random)
    else if (!needsOpening) tcpMessage(contact, route, message, reply, random)
    else if (profile.mode === 'poll')
      tcpExchange(contact, route, message, reply, this.#handshake(), random)
    else {
      tcpExchange(contact, route, message + 60, reply + 40, this.#handshake(), random)
      if (profile.answer === 'flaky') {
        // It hangs up within seconds, as a crowded IRC daemon does.
        contact.durationMs += random.exponential(2500)
        this.#sessionEndsMs = 0
        return
      }
      // It stays open: no FIN yet.
      contact.tcpFlags &= ~1
      contact.reverseTcpFlags &= ~1
    }
  }

  #hasTransfer(): boolean {
    const { transfersPerDay, intervalMs } = this.#profile
    const isCommanded = this.#nextCommandMs <= this.nextMs
    if (isCommanded) this.#hearCommand()
    return this.#random.next() < (transfersPerDay * intervalMs) / DAY_MS || isCommanded
  }

  #hearCommand(): void {
    this.#commandsHeard++
    this.#nextCommandMs =
      this.#setting.commandsMs?.[this.#commandsHeard] ?? Number.POSITIVE_INFINITY
  }

  #fails(atMs: number): boolean {
    const { answer, moodSeed } = this.#profile
    if (answer === 'flaky') return !isInGoodMood(moodSeed, atMs) || this.#random.next() < 0.2
    return answer !== 'yes' || this.#random.next() < FAILURE_SHARE
  }

  #knock({ contact, traffic }: Stage, route: Path, atMs: number, isTcp: boolean): void {
    const random = this.#random
    const { answer, synRetries, messageOctets } = this.#profile
    if (isTcp) tcpKnock(contact, route, answer === 'reset' ? 'reset' : 'none', random, synRetries)
    else udpExchange(contact, route, this.#size(messageOctets), 0, random)
    traffic.add(contact)
    if (answer !== 'unreachable' || random.next() >= UNREACHABLE_REPORT_SHARE) return
    reverse(contact)
    icmpUnreachable(contact)
    contact.startMs = atMs + route.roundTripMs
    traffic.add(contact)
  }

  #schedule(atMs: number, hasFailed: boolean): void {
    const { intervalMs, jitter, schedule, burstsPerDay } = this.#profile
    if (!hasFailed && this.#burstLeft > 0) {
      this.#burstLeft--
      this.nextMs = atMs + 200 + this.#random.exponential(BURST_GAP_MS)
      return
    }
    if (burstsPerDay > 0 && this.#random.next() < (burstsPerDay * intervalMs) / DAY_MS)
      this.#burstLeft = 1 + Math.floor(this.#random.exponential(BURST_MESSAGES_MEAN))
    const deviation = (this.#random.next() * 2 - 1) * jitter * intervalMs
    if (schedule === 'after') {
      this.nextMs = atMs + Math.max(500, intervalMs + deviation)
      return
    }
    this.#gridMs = Math.max(this.#gridMs + intervalMs, atMs - intervalMs)
    this.nextMs = Math.max(atMs + 500, this.#gridMs + deviation)
  }

  #handshake(): 'none' | 'full' | 'resumed' {
    if (!this.#profile.usesTls) return 'none'
    return this.#random.next() < 0.4 ? 'resumed' : 'full'
  }

  #size(octets: number): number {
    const { sizeSpread, paddingOctetsMax } = this.#profile
    const padding = paddingOctetsMax > 0 ? this.#random.integer(paddingOctetsMax) : 0
    if (octets === 0) return 0
    const spread = 1 + (this.#random.next() * 2 - 1) * sizeSpread
    return Math.max(1, Math.round(octets * this.#sizeFactor * spread)) + padding
  }
}
