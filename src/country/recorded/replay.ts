import { PROTOCOL_TCP, PROTOCOL_UDP } from '../../core/protocol.ts'
import type { SeededRandom } from '../../core/random.ts'
import { DAY_MS } from '../../core/time-span.ts'
import { ephemeralPort } from '../machines/service.ts'
import type { Device } from '../people/population.ts'
import type { Actor, Stage } from '../traffic/actor.ts'
import { binomial } from '../traffic/draw.ts'
import type { RecordedFlow } from './recorded-flow.ts'
import type { Recording } from './recording.ts'

/** One subscriber's device living through a recording, again and again. */
export class Replay implements Actor {
  nextMs: number
  readonly #recording: Recording
  readonly #servers: ReadonlyMap<string, Uint8Array>
  readonly #device: Device
  readonly #random: SeededRandom
  readonly #deviationMs: number
  /** Moves ports that one house could not use twice; 0 keeps the recorded ones. */
  readonly #portShift: number
  #roundMs: number
  #index = 0

  constructor(
    recording: Recording,
    servers: ReadonlyMap<string, Uint8Array>,
    device: Device,
    fromMs: number,
    random: SeededRandom,
  ) {
    this.#recording = recording
    this.#servers = servers
    this.#device = device
    this.#random = random
    this.#deviationMs = recording.jitter * medianGapMs(recording.flows)
    this.#portShift = ephemeralPort(random)
    const { spanMs, recordedAtMs, phase } = recording
    const intoMs =
      phase === 'independent'
        ? random.next() * spanMs
        : ((((fromMs - recordedAtMs) % DAY_MS) + DAY_MS) % DAY_MS) % spanMs
    // The first round began before the country did; what lies before its start is skipped.
    this.#roundMs = fromMs - intoMs
    const { flows, isRepeated } = recording
    while (this.#index < flows.length && flows[this.#index]!.startMs < intoMs) this.#index++
    if (!isRepeated && phase === 'independent') {
      // Without repetition all of it is wanted, from a moment of its own on.
      this.#index = 0
      this.#roundMs = fromMs + random.next() * Math.min(spanMs, DAY_MS)
    }
    this.nextMs = fromMs
    this.#advance(fromMs)
  }

  act({ contact, traffic }: Stage): void {
    const atMs = this.nextMs
    const flow = this.#recording.flows[this.#index]!
    const random = this.#random
    const { ipv4, ipv6, household } = this.#device
    const server = this.#servers.get(flow.server)!
    const isIpv4 = server[10] === 0xff && server[11] === 0xff
    const client = isIpv4 ? ipv4 : ipv6
    this.#index++
    this.#advance(atMs)
    if (!client) return
    const { exporter, accessInterface } = household
    const { isFromServer, protocol, serverPort } = flow
    const clientPort = this.#clientPort(flow)
    contact.startMs = atMs
    contact.durationMs = flow.durationMs
    contact.source = isFromServer ? server : client
    contact.destination = isFromServer ? client : server
    contact.sourcePort = isFromServer ? serverPort : clientPort
    contact.destinationPort = isFromServer ? clientPort : serverPort
    contact.protocol = protocol
    contact.observationDomain = exporter.observationDomain
    contact.ingressInterface = isFromServer ? exporter.upstreamInterface : accessInterface
    contact.egressInterface = isFromServer ? accessInterface : exporter.upstreamInterface
    contact.tcpFlags = flow.tcpFlags
    contact.reverseTcpFlags = flow.reverseTcpFlags
    const share = 1 / this.#recording.thinning
    contact.packets = binomial(random, flow.packets, share)
    contact.octets = thinned(flow.octets, flow.packets, contact.packets)
    contact.reversePackets = binomial(random, flow.reversePackets, share)
    contact.reverseOctets = thinned(flow.reverseOctets, flow.reversePackets, contact.reversePackets)
    if (contact.packets + contact.reversePackets > 0) traffic.add(contact)
  }

  /** Finds the next flow's instant, not before `afterMs`. */
  #advance(afterMs: number): void {
    const { flows, spanMs, isRepeated } = this.#recording
    if (this.#index === flows.length) {
      if (!isRepeated) {
        this.nextMs = Number.POSITIVE_INFINITY
        return
      }
      this.#index = 0
      this.#roundMs += spanMs
    }
    const deviation = (this.#random.next() * 2 - 1) * this.#deviationMs
    this.nextMs = Math.max(afterMs, this.#roundMs + flows[this.#index]!.startMs + deviation)
  }

  #clientPort({ protocol, clientPort }: RecordedFlow): number {
    const isPort = protocol === PROTOCOL_TCP || protocol === PROTOCOL_UDP
    if (!isPort || clientPort < 1024) return clientPort
    // Two copies behind one address would otherwise be one connection.
    return 1024 + ((clientPort + this.#portShift) % 64_512)
  }
}

function thinned(octets: number, packets: number, kept: number): number {
  return kept === packets ? octets : Math.round((octets * kept) / packets)
}

function medianGapMs(flows: readonly RecordedFlow[]): number {
  const gaps = flows.slice(1).map(({ startMs }, i) => startMs - flows[i]!.startMs)
  return gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? 0
}
