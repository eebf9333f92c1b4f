import { PROTOCOL_TCP } from '../../core/protocol.ts'
import type { SeededRandom } from '../../core/random.ts'
import type { Exporter } from '../exporters/exporter.ts'
import type { Household } from '../people/population.ts'
import type { Actor, Stage } from '../traffic/actor.ts'
import { type InsideSpace, subscriberNumber } from '../traffic/address-space.ts'
import { logUniform, sample } from '../traffic/draw.ts'
import { TCP_ACK, TCP_RST, TCP_SYN } from '../traffic/transport.ts'

const SCANNED_PORTS = [23, 23, 22, 445, 3389, 80, 8080, 2323, 5555, 1433, 8443, 37_215] as const
const PROBE_OCTETS = 44

/** Finds who lives at an address, if anybody, and which router carries it. */
export class Directory {
  readonly #households = new Map<number, Household>()
  readonly #exporters: readonly Exporter[]
  readonly #space: InsideSpace

  constructor(
    households: readonly Household[],
    exporters: readonly Exporter[],
    space: InsideSpace,
  ) {
    this.#exporters = exporters.filter(({ role }) => role === 'access')
    this.#space = space
    for (const household of households)
      this.#households.set(subscriberNumber(household.devices[0]!.ipv4), household)
  }

  randomAddress(random: SeededRandom): Uint8Array {
    return this.#space.random(random, this.#exporters.length)
  }

  household(ipv4: Uint8Array): Household | undefined {
    return this.#households.get(subscriberNumber(ipv4))
  }

  exporter(ipv4: Uint8Array): Exporter {
    return this.#exporters[this.#space.exporterIndex(ipv4)]!
  }
}

/** Somebody on the Internet who tries every subscriber's doors, day and night. */
export class InboundScanner implements Actor {
  nextMs: number
  readonly #source: Uint8Array
  readonly #directory: Directory
  readonly #random: SeededRandom
  readonly #ports: readonly number[]
  readonly #gapMeanMs: number

  constructor(
    source: Uint8Array,
    directory: Directory,
    scale: number,
    fromMs: number,
    random: SeededRandom,
  ) {
    this.#source = source
    this.#directory = directory
    this.#random = random
    this.#ports = sample(random, SCANNED_PORTS, 1 + random.integer(3))
    this.#gapMeanMs = logUniform(random, [5_000, 120_000]) / scale
    this.nextMs = fromMs + random.exponential(this.#gapMeanMs)
  }

  act({ contact, traffic }: Stage): void {
    const random = this.#random
    const target = this.#directory.randomAddress(random)
    const exporter = this.#directory.exporter(target)
    const household = this.#directory.household(target)
    contact.startMs = this.nextMs
    contact.source = this.#source
    contact.destination = target
    contact.sourcePort = 1025 + random.integer(64_000)
    contact.destinationPort = random.pick(this.#ports)
    contact.protocol = PROTOCOL_TCP
    contact.observationDomain = exporter.observationDomain
    contact.ingressInterface = exporter.upstreamInterface
    contact.egressInterface = household?.accessInterface ?? exporter.firstAccessInterface
    contact.tcpFlags = TCP_SYN
    contact.packets = 1
    contact.octets = PROBE_OCTETS
    contact.reverseTcpFlags = 0
    contact.reversePackets = 0
    contact.reverseOctets = 0
    contact.durationMs = 0
    const draw = random.next()
    if (household && draw < 0.3) {
      // Closed doors say so; an open one is tried, and left.
      const isOpen = draw < 0.02
      contact.reverseTcpFlags = isOpen ? TCP_SYN | TCP_ACK : TCP_RST | TCP_ACK
      contact.reversePackets = 1
      contact.reverseOctets = isOpen ? 44 : 40
      contact.durationMs = 20 + random.integer(200)
      if (isOpen) {
        contact.tcpFlags = TCP_SYN | TCP_RST
        contact.packets = 2
        contact.octets = PROBE_OCTETS + 40
      }
    }
    traffic.add(contact)
    this.nextMs += random.exponential(this.#gapMeanMs)
  }
}
