import { parseAddress } from '../../core/address.ts'
import { SeededRandom } from '../../core/random.ts'
import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import { FlowBatch, type FlowSink, readUint64, writeUint64 } from '../../flows/wire/flow-batch.ts'
import type { Exporter } from '../exporters/exporter.ts'
import type { CountryPlan } from '../plan/country-plan.ts'
import { copyAddress, copyFlowRow } from '../traffic/copy-row.ts'
import type { TrafficMinute } from '../traffic/traffic-minute.ts'
import { TCP_ACK, TCP_PSH, TCP_SYN } from '../traffic/transport.ts'
import type { KnownService } from './known-services.ts'

/** One packet without content: all that a memory of days keeps is that somebody was there. */
const CONTACT_OCTETS = 60

/** One address of a known service. */
type Entry = {
  readonly words: Uint32Array
  readonly protocol: number
  readonly bornAfterMs: number
  /** Row of its first contact, once there was one. */
  row: number
  /** Contacts of the run that routers would see, by their sampling. */
  expected: number
}

/**
 * The days before a run in outline: of each service that was there already, one contact on each day on which
 * routers would have seen any. What the run shows of a service says how much the days before would have.
 */
export class PastDays {
  readonly #plan: CountryPlan
  readonly #startMs: number
  readonly #exporters: ReadonlyMap<number, Exporter>
  readonly #entries = new Map<number, Entry[]>()
  readonly #firsts: FlowBatch

  constructor(
    plan: CountryPlan,
    startMs: number,
    exporters: readonly Exporter[],
    services: readonly KnownService[],
  ) {
    this.#plan = plan
    this.#startMs = startMs
    this.#exporters = new Map(
      exporters
        .filter(({ role }) => role === 'access')
        .map((exporter) => [exporter.observationDomain, exporter]),
    )
    let count = 0
    for (const { service, bornAfterMs } of services)
      for (const address of [service.ipv4, service.ipv6]) {
        if (!address) continue
        const words = new Uint32Array(address.slice().buffer)
        if (this.#find(words, 0, service.port, service.protocol)) continue
        const key = keyOf(words[3]!, service.port)
        const entry = { words, protocol: service.protocol, bornAfterMs, row: -1, expected: 0 }
        this.#entries.set(key, [...(this.#entries.get(key) ?? []), entry])
        count++
      }
    this.#firsts = new FlowBatch(Math.max(1, count))
  }

  /** Notes which services the minute's conversations are with. */
  observe({ flows }: TrafficMinute): void {
    for (let row = 0; row < flows.length; row++) {
      const exporter = this.#exporters.get(flows.observationDomain[row]!)
      if (!exporter) continue
      const isFromServer = flows.ingressInterface[row] === exporter.upstreamInterface
      const entry = isFromServer
        ? this.#find(flows.srcAddressWords, row, flows.srcPort[row]!, flows.protocol[row]!)
        : this.#find(flows.dstAddressWords, row, flows.dstPort[row]!, flows.protocol[row]!)
      if (!entry) continue
      if (entry.row < 0) entry.row = this.#keep(flows, row, isFromServer, exporter)
      const packets = readUint64(flows.packets, row) + readUint64(flows.reversePackets, row)
      entry.expected += Math.min(1, packets / exporter.samplingInterval)
    }
  }

  /** Rows that `write` makes at most. */
  get rowsMax(): number {
    return this.#firsts.length * this.#plan.pastDays
  }

  /** Yields after each day, the latest first. */
  *write(sink: FlowSink): Generator<number> {
    const { seed, pastDays, hours } = this.#plan
    const random = new SeededRandom(seed).fork('past days')
    const entries = [...this.#entries.values()].flat().filter(({ row }) => row >= 0)
    for (let day = 1; day <= pastDays; day++) {
      for (const { row, expected, bornAfterMs } of entries) {
        const isSeen = random.next() < 1 - Math.exp((-expected * HOURS_PER_DAY) / hours)
        const sinceMs = readUint64(this.#firsts.startAt, row) - this.#startMs
        const afterMs = (sinceMs % DAY_MS) - day * DAY_MS
        if (!isSeen || afterMs < bornAfterMs) continue
        const batch = sink.batch()
        const to = batch.length++
        copyFlowRow(this.#firsts, row, batch, to)
        writeUint64(batch.startAt, to, this.#startMs + afterMs)
        batch.receivedAt[to] = Math.floor((this.#startMs + afterMs) / 1000)
      }
      yield day
    }
  }

  #find(words: Uint32Array, row: number, port: number, protocol: number): Entry | undefined {
    const low = words[4 * row + 3]!
    return this.#entries
      .get(keyOf(low, port))
      ?.find(
        (entry) =>
          entry.protocol === protocol &&
          entry.words[0] === words[4 * row] &&
          entry.words[1] === words[4 * row + 1] &&
          entry.words[2] === words[4 * row + 2],
      )
  }

  /** The client's side of it as its router exports a single packet. */
  #keep(flows: FlowBatch, row: number, isFromServer: boolean, exporter: Exporter): number {
    const to = this.#firsts.length++
    const kept = this.#firsts
    copyFlowRow(flows, row, kept, to)
    if (isFromServer) {
      copyAddress(flows.dstAddressWords, row, kept.srcAddressWords, to)
      copyAddress(flows.srcAddressWords, row, kept.dstAddressWords, to)
      kept.srcPort[to] = flows.dstPort[row]!
      kept.dstPort[to] = flows.srcPort[row]!
      kept.tcpFlags[to] = flows.reverseTcpFlags[row]!
      kept.ingressInterface[to] = flows.egressInterface[row]!
      kept.egressInterface[to] = flows.ingressInterface[row]!
    }
    const flags = kept.tcpFlags[to]!
    kept.tcpFlags[to] = flags & TCP_ACK ? TCP_ACK | TCP_PSH : flags & TCP_SYN
    kept.exporter.set(parseAddress(exporter.address)!, 16 * to)
    kept.samplingInterval[to] = exporter.samplingInterval
    kept.biflowDirection[to] = exporter.exportsBiflows ? 1 : 0
    kept.durationMs[to] = 0
    writeUint64(kept.packets, to, 1)
    writeUint64(kept.octets, to, CONTACT_OCTETS)
    kept.reverseTcpFlags[to] = 0
    writeUint64(kept.reversePackets, to, 0)
    writeUint64(kept.reverseOctets, to, 0)
    return to
  }
}

/** Exact below 2^53; the rest of an IPv6 address is compared where two share it. */
const keyOf = (lowWord: number, port: number): number => lowWord * 65_536 + port

const HOURS_PER_DAY = DAY_MS / HOUR_MS
