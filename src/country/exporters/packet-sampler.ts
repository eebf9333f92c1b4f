import { PROTOCOL_TCP } from '../../core/protocol.ts'
import type { SeededRandom } from '../../core/random.ts'
import { type FlowBatch, readUint64, writeUint64 } from '../../flows/wire/flow-batch.ts'
import { binomial } from '../traffic/draw.ts'
import { TCP_ACK, TCP_FIN, TCP_PSH, TCP_RST, TCP_SYN } from '../traffic/transport.ts'
import type { ExportQueue } from './export-queue.ts'
import type { Exporter } from './exporter.ts'
import { copyKey, loadTrains } from './meter.ts'
import { PacketTrain } from './packet-train.ts'
import { SEES_FORWARD, SEES_REVERSE } from './visibility.ts'

/** An sFlow agent holds a sample back for at most a second. */
const HOLD_MS = 900

/** The sampling process of an sFlow agent: single packets, no flow cache, no memory. */
export class PacketSampler {
  readonly #exporter: Exporter
  readonly #random: SeededRandom
  readonly #queue: ExportQueue
  readonly #forward = new PacketTrain()
  readonly #reverse = new PacketTrain()

  constructor(exporter: Exporter, queue: ExportQueue, random: SeededRandom) {
    this.#exporter = exporter
    this.#random = random
    this.#queue = queue
  }

  observe(flows: FlowBatch, row: number, seen = SEES_FORWARD | SEES_REVERSE): void {
    loadTrains(flows, row, this.#forward, this.#reverse, seen)
    if (this.#forward.count > 0) this.#direction(flows, row, false)
    if (this.#reverse.count > 0) this.#direction(flows, row, true)
  }

  #direction(flows: FlowBatch, row: number, isReverse: boolean): void {
    const train = isReverse ? this.#reverse : this.#forward
    const random = this.#random
    const sampled = binomial(random, train.count, 1 / this.#exporter.samplingInterval)
    const startMs = readUint64(flows.startAt, row)
    for (let i = 0; i < sampled; i++) {
      const position = random.integer(train.count)
      const atMs = Math.round(startMs + (flows.durationMs[row]! * (position + 0.5)) / train.count)
      this.#packet(flows, row, isReverse, train, position, atMs)
    }
  }

  #packet(
    flows: FlowBatch,
    row: number,
    isReverse: boolean,
    train: PacketTrain,
    position: number,
    atMs: number,
  ): void {
    const flags = flows.protocol[row] === PROTOCOL_TCP ? train.flags : 0
    const isOpening = position === 0 && (flags & TCP_SYN) !== 0
    const isClosing = position === train.count - 1 && (flags & (TCP_FIN | TCP_RST)) !== 0
    const isAttempt = flags !== 0 && (flags & (TCP_ACK | TCP_RST)) === 0
    const payload = isOpening || isClosing ? 0 : train.drawPayloadPackets(1, this.#random)
    const to = this.#queue.allocate(atMs + this.#random.next() * HOLD_MS)
    const { rows } = this.#queue
    copyKey(this.#exporter, flows, row, rows, to, isReverse)
    writeUint64(rows.startAt, to, atMs)
    rows.durationMs[to] = 0
    writeUint64(rows.packets, to, 1)
    writeUint64(rows.octets, to, train.octetsOf(1, isAttempt ? 1 : payload))
    rows.tcpFlags[to] = isAttempt
      ? flags
      : isOpening
        ? TCP_SYN | (isReverse ? TCP_ACK : 0)
        : (flags & TCP_ACK) |
          (isClosing ? flags & (TCP_FIN | TCP_RST) : payload > 0 ? flags & TCP_PSH : 0)
    rows.samplingInterval[to] = this.#exporter.samplingInterval
    rows.reverseTcpFlags[to] = 0
    writeUint64(rows.reversePackets, to, 0)
    writeUint64(rows.reverseOctets, to, 0)
    rows.biflowDirection[to] = 0
  }
}
