import { PROTOCOL_TCP, PROTOCOL_UDP } from '../../core/protocol.ts'
import type { SeededRandom } from '../../core/random.ts'
import { address, ephemeralPort, path, type Service } from '../machines/service.ts'
import { isAwake } from '../people/diurnal.ts'
import type { Device } from '../people/population.ts'
import type { Actor, Stage } from '../traffic/actor.ts'
import { randomOutsideIpv4 } from '../traffic/address-space.ts'
import { logUniform } from '../traffic/draw.ts'
import { bulk, tcpExchange, tcpKnock } from '../traffic/transport.ts'
import type { BotActivity } from './c2-family.ts'

/** A customer's scanner, while it runs. */
const SCAN_GAP_MEAN_MS = 1200
/**
 * Bots that spread by themselves look for the next victim all the time, in life at up to 250 octets a second, four
 * probes (Antonakakis et al., USENIX Security 2017). Here far more devices are infected than in life, and a
 * twenty-fourth of that keeps what their country sends believable.
 */
const SPREADING_GAP_MEAN_MS = 6000
const SPAM_GAP_MEAN_MS = 20_000
const TELNET_PORTS = [23, 23, 23, 23, 2323, 2323, 5555, 37_215] as const

/** Work and rest in turn, so that the totals stay bounded and the hours differ; spreading knows no rest. */
const BOUT_MEAN_MS = 20 * 60_000
const REST_MEAN_MS = 90 * 60_000

/** A bot follows an order within minutes, and one that needs none begins as soon after it woke. */
const OBEDIENCE_MEAN_MS = 4 * 60_000

export type BotWorkSetting = {
  readonly fromMs: number
  /** Instants of bouts, ascending; without them a bot works and rests by its own clock. */
  readonly actsMs?: readonly number[]
}

/**
 * What a device does to others because it is infected; `port-scan` is what a customer does who looks
 * for open doors as his profession. Each has its own diligence.
 */
export class BotWork implements Actor {
  nextMs: number
  readonly #device: Device
  readonly #activity: BotActivity | 'port-scan'
  readonly #actsMs: readonly number[] | undefined
  readonly #random: SeededRandom
  readonly #diligence: number
  /** Spreads by itself: it neither rests nor waits for orders. */
  readonly #isRestless: boolean
  #boutEndsMs = 0

  constructor(
    device: Device,
    activity: BotActivity | 'port-scan',
    { fromMs, actsMs }: BotWorkSetting,
    random: SeededRandom,
  ) {
    this.#device = device
    this.#activity = activity
    this.#random = random
    this.#diligence = logUniform(random, [0.3, 2])
    this.#actsMs = actsMs
    this.#isRestless = activity === 'telnet-scan'
    this.nextMs = activity === 'none' ? Number.POSITIVE_INFINITY : this.#nextBoutMs(fromMs)
    this.#boutEndsMs = this.nextMs + this.#boutMs()
  }

  #boutMs(): number {
    return this.#isRestless ? Number.POSITIVE_INFINITY : this.#random.exponential(BOUT_MEAN_MS)
  }

  #nextBoutMs(afterMs: number): number {
    const random = this.#random
    if (this.#isRestless) return afterMs + random.exponential(OBEDIENCE_MEAN_MS)
    if (!this.#actsMs) return afterMs + random.exponential(REST_MEAN_MS / this.#diligence)
    const orderMs = this.#actsMs.find((actMs) => actMs > afterMs)
    return orderMs === undefined
      ? Number.POSITIVE_INFINITY
      : orderMs + random.exponential(OBEDIENCE_MEAN_MS)
  }

  act(stage: Stage): void {
    const random = this.#random
    const atMs = this.nextMs
    if (atMs > this.#boutEndsMs || !isAwake(this.#device.awake, atMs)) {
      this.nextMs = this.#nextBoutMs(atMs)
      this.#boutEndsMs = this.nextMs + this.#boutMs()
      return
    }
    if (this.#activity === 'telnet-scan' || this.#activity === 'port-scan') {
      this.#probe(stage, atMs)
      const gapMs = this.#isRestless ? SPREADING_GAP_MEAN_MS : SCAN_GAP_MEAN_MS
      this.nextMs = atMs + random.exponential(gapMs / this.#diligence)
    } else if (this.#activity === 'spam') {
      this.#deliver(stage, atMs)
      this.nextMs = atMs + random.exponential(SPAM_GAP_MEAN_MS / this.#diligence)
    } else {
      this.#flood(stage, atMs)
      // One burst a bout.
      this.#boutEndsMs = atMs
      this.nextMs = atMs + 1
    }
  }

  #probe(stage: Stage, atMs: number): void {
    const target = this.#target('scan-target', PROTOCOL_TCP, this.#scannedPort())
    if (!this.#aim(stage, target, atMs)) return
    const answer = this.#random.next() < 0.06 ? 'reset' : 'none'
    tcpKnock(stage.contact, path(this.#device, target, false), answer, this.#random)
    if (answer === 'none') {
      // Scanners send one SYN from a raw socket and do not wait.
      stage.contact.octets /= stage.contact.packets
      stage.contact.packets = 1
      stage.contact.durationMs = 0
    }
    stage.traffic.add(stage.contact)
  }

  #scannedPort(): number {
    if (this.#activity === 'telnet-scan') return this.#random.pick(TELNET_PORTS)
    return 1 + this.#random.integer(10_000)
  }

  #deliver(stage: Stage, atMs: number): void {
    const random = this.#random
    const target = this.#target('mail-exchanger', PROTOCOL_TCP, 25)
    if (!this.#aim(stage, target, atMs)) return
    const route = path(this.#device, target, false)
    if (random.next() < 0.45) tcpKnock(stage.contact, route, 'none', random)
    else tcpExchange(stage.contact, route, 800 + random.integer(5000), 400, 'none', random)
    stage.traffic.add(stage.contact)
  }

  #flood(stage: Stage, atMs: number): void {
    const random = this.#random
    const target = this.#target('flood-target', PROTOCOL_UDP, random.pick([80, 443, 53, 27_015]))
    if (!this.#aim(stage, target, atMs)) return
    const seconds = 20 + random.exponential(40)
    const packets = Math.min(20_000, seconds * 150)
    bulk(
      stage.contact,
      path(this.#device, target, false),
      PROTOCOL_UDP,
      Math.round(seconds * 1000),
      0,
      packets,
      0,
      random.pick([18, 512, 1024]),
    )
    stage.contact.reversePackets = 0
    stage.contact.reverseOctets = 0
    stage.traffic.add(stage.contact)
  }

  #target(kind: string, protocol: number, port: number): Service {
    const ipv4 = randomOutsideIpv4(this.#random)
    return { kind, ipv4, ipv6: undefined, protocol, port, roundTripMs: 150 }
  }

  #aim(stage: Stage, target: Service, atMs: number): boolean {
    stage.contact.startMs = atMs
    const port = ephemeralPort(this.#random)
    return address(stage.contact, this.#device, target, port, this.#random)
  }
}
