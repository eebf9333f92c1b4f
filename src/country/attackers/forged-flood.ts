import { PROTOCOL_TCP } from '../../core/protocol.ts'
import type { SeededRandom } from '../../core/random.ts'
import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import type { Exporter } from '../exporters/exporter.ts'
import type { Service } from '../machines/service.ts'
import type { Household } from '../people/population.ts'
import type { Actor, Stage } from '../traffic/actor.ts'
import { type InsideSpace, randomOutsideIpv4 } from '../traffic/address-space.ts'
import { TCP_ACK, TCP_SYN } from '../traffic/transport.ts'

/** A SYN flood whose source addresses are lies. */
export type ForgedFlood = {
  readonly exporter: Exporter
  readonly victim: Uint8Array
  readonly port: number
  /**
   * `subscribers`: the lies are subscribers' addresses, but the packets come in from upstream, on
   * their way to another network's server: it looks as if half the ISP were its bots.
   * `anywhere`: random addresses flood a subscriber, whose answers go to people who never asked.
   */
  readonly claims: 'subscribers' | 'anywhere'
  readonly egressInterface: number
  /** After the start of the run, and again every day. */
  readonly afterMs: number
  readonly durationMs: number
  readonly packetsPerSecond: number
}

export class FloodActor implements Actor {
  nextMs: number
  readonly #flood: ForgedFlood
  readonly #space: InsideSpace
  readonly #exporterCount: number
  readonly #random: SeededRandom
  #beginsMs: number

  constructor(
    flood: ForgedFlood,
    space: InsideSpace,
    exporterCount: number,
    fromMs: number,
    random: SeededRandom,
  ) {
    this.#flood = flood
    this.#space = space
    this.#exporterCount = exporterCount
    this.#random = random
    this.#beginsMs = fromMs + flood.afterMs
    this.nextMs = this.#beginsMs
  }

  act({ contact, traffic }: Stage): void {
    const random = this.#random
    const { exporter, victim, port, claims, egressInterface } = this.#flood
    contact.startMs = this.nextMs
    contact.source =
      claims === 'subscribers'
        ? this.#space.random(random, this.#exporterCount)
        : randomOutsideIpv4(random)
    contact.destination = victim
    contact.sourcePort = 1025 + random.integer(64_000)
    contact.destinationPort = port
    contact.protocol = PROTOCOL_TCP
    contact.observationDomain = exporter.observationDomain
    contact.ingressInterface = exporter.upstreamInterface
    contact.egressInterface = egressInterface
    contact.tcpFlags = TCP_SYN
    contact.packets = 1
    contact.octets = 40
    contact.durationMs = 0
    // A drowning host answers some; of another network's server we do not see the answers.
    const isAnswered = claims === 'anywhere' && random.next() < 0.4
    contact.reverseTcpFlags = isAnswered ? TCP_SYN | TCP_ACK : 0
    contact.reversePackets = isAnswered ? 1 : 0
    contact.reverseOctets = isAnswered ? 44 : 0
    traffic.add(contact)
    this.nextMs += random.exponential(1000 / this.#flood.packetsPerSecond)
    if (this.nextMs > this.#beginsMs + this.#flood.durationMs) {
      this.#beginsMs += DAY_MS
      this.nextMs = this.#beginsMs
    }
  }
}

/** One flood of each kind a day. Without an innocent server to frame, only subscribers are flooded. */
export function planFloods(
  random: SeededRandom,
  exporters: readonly Exporter[],
  households: readonly Household[],
  benign: readonly { readonly service: Service }[],
): readonly ForgedFlood[] {
  const access = exporters.filter(({ role }) => role === 'access')
  const carrier = access[Math.min(1, access.length - 1)]!
  const victim = random.pick(households)
  const frameable = benign.filter(
    ({ service }) => service.kind === 'widget' && service.protocol === 6,
  )
  const framed = frameable.length > 0 ? random.pick(frameable).service : undefined
  const timing = () => ({
    afterMs: (2 + random.next() * 18) * HOUR_MS,
    durationMs: (6 + random.next() * 12) * 60_000,
    packetsPerSecond: 20 + random.integer(40),
  })
  const flooded: ForgedFlood = {
    exporter: victim.exporter,
    victim: victim.devices[0]!.ipv4,
    port: random.pick([80, 443, 25_565]),
    claims: 'anywhere',
    egressInterface: victim.accessInterface,
    ...timing(),
  }
  if (!framed) return [flooded]
  return [
    {
      exporter: carrier,
      victim: framed.ipv4!,
      port: framed.port,
      claims: 'subscribers',
      egressInterface: carrier.transitInterface,
      ...timing(),
    },
    flooded,
  ]
}
