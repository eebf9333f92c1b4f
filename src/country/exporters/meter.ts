import type { SeededRandom } from '../../core/random.ts'
import { isIpv4Row } from '../../flows/wire/encode/flow-encoder.ts'
import { type FlowBatch, readUint64, writeUint64 } from '../../flows/wire/flow-batch.ts'
import { copyAddress } from '../traffic/copy-row.ts'
import { binomial, logUniform } from '../traffic/draw.ts'
import { TCP_ACK, TCP_FIN, TCP_RST } from '../traffic/transport.ts'
import type { ExportQueue } from './export-queue.ts'
import type { Exporter } from './exporter.ts'
import { PacketTrain } from './packet-train.ts'
import { SEES_FORWARD, SEES_REVERSE } from './visibility.ts'

/** Up to so many sampled packets the gaps between them are looked at one by one. */
const GAP_CHECK_PACKETS_MAX = 16
/** A flow cache is swept about once a second. */
const SWEEP_MS = 1000

const RESIDUE_LATE_MS = [30_000, 3_600_000] as const
const RESIDUE_FLAGS = [TCP_ACK, TCP_ACK, TCP_FIN | TCP_ACK, TCP_RST, TCP_RST | TCP_ACK] as const

/**
 * The metering process of a router: samples the packets of whole conversations and cuts them into
 * flow records by the active and the inactive timeout. A flow without a sampled packet leaves no
 * trace, as in life.
 */
export class FlowMeter {
  readonly #exporter: Exporter
  readonly #random: SeededRandom
  readonly #queue: ExportQueue
  readonly #probability: number
  readonly #forward = new PacketTrain()
  readonly #reverse = new PacketTrain()
  readonly #times = new Float64Array(GAP_CHECK_PACKETS_MAX)

  constructor(exporter: Exporter, queue: ExportQueue, random: SeededRandom) {
    this.#exporter = exporter
    this.#random = random
    this.#queue = queue
    this.#probability = 1 / exporter.samplingInterval
  }

  /** @param seen which directions pass this router; see `visibility` */
  observe(flows: FlowBatch, row: number, seen = SEES_FORWARD | SEES_REVERSE): void {
    loadTrains(flows, row, this.#forward, this.#reverse, seen)
    const startMs = readUint64(flows.startAt, row)
    const durationMs = flows.durationMs[row]!
    if (this.#exporter.residueShare > 0) {
      for (const train of [this.#forward, this.#reverse])
        if (train.count > 0 && (train.flags & TCP_FIN) !== 0)
          this.#residue(flows, row, train === this.#reverse, startMs + durationMs)
    }
    if (this.#exporter.exportsBiflows) {
      this.#pieces(durationMs, (fromMs, toMs, share) =>
        this.#biflowPiece(flows, row, startMs, durationMs, fromMs, toMs, share),
      )
      return
    }
    if (this.#forward.count > 0)
      this.#pieces(durationMs, (fromMs, toMs, share) =>
        this.#piece(flows, row, false, startMs, durationMs, fromMs, toMs, share),
      )
    if (this.#reverse.count === 0) return
    // The answer comes a little later.
    const lagMs = Math.min(200, Math.floor(durationMs / 8))
    this.#pieces(durationMs - lagMs, (fromMs, toMs, share) =>
      this.#piece(flows, row, true, startMs + lagMs, durationMs - lagMs, fromMs, toMs, share),
    )
  }

  #pieces(durationMs: number, visit: (fromMs: number, toMs: number, share: number) => void): void {
    const { activeTimeoutMs } = this.#exporter
    if (durationMs <= activeTimeoutMs) {
      visit(0, durationMs, 1)
      return
    }
    for (let fromMs = 0; fromMs < durationMs; fromMs += activeTimeoutMs) {
      const toMs = Math.min(durationMs, fromMs + activeTimeoutMs)
      visit(fromMs, toMs, (toMs - fromMs) / durationMs)
    }
  }

  #piece(
    flows: FlowBatch,
    row: number,
    isReverse: boolean,
    startMs: number,
    durationMs: number,
    fromMs: number,
    toMs: number,
    share: number,
  ): void {
    const train = isReverse ? this.#reverse : this.#forward
    const random = this.#random
    const packets = pieceCount(train.count, fromMs, toMs, durationMs, share)
    const sampled = binomial(random, packets, this.#probability)
    if (sampled === 0) return
    const isFirst = fromMs === 0
    const isLast = toMs === durationMs
    if (
      sampled < packets &&
      sampled <= GAP_CHECK_PACKETS_MAX &&
      toMs - fromMs > this.#exporter.inactiveTimeoutMs
    ) {
      this.#sparse(flows, row, isReverse, startMs, fromMs, toMs, packets, sampled)
      return
    }
    let beginMs = fromMs
    let endMs = toMs
    if (sampled < packets) {
      // The first and the last of `sampled` instants spread evenly over the piece.
      const first = 1 - random.next() ** (1 / sampled)
      const last =
        sampled === 1 ? first : first + (1 - first) * random.next() ** (1 / (sampled - 1))
      beginMs = Math.round(fromMs + first * (toMs - fromMs))
      endMs = Math.round(fromMs + last * (toMs - fromMs))
    }
    this.#record(flows, row, isReverse, startMs, beginMs, endMs, sampled, packets, isFirst, isLast)
  }

  /** Few sampled packets far apart: each silence longer than the inactive timeout ends a record. */
  #sparse(
    flows: FlowBatch,
    row: number,
    isReverse: boolean,
    startMs: number,
    fromMs: number,
    toMs: number,
    packets: number,
    sampled: number,
  ): void {
    const times = this.#times.subarray(0, sampled)
    for (let i = 0; i < sampled; i++)
      times[i] = Math.round(fromMs + this.#random.next() * (toMs - fromMs))
    times.sort()
    let first = 0
    for (let i = 1; i <= sampled; i++) {
      if (i < sampled && times[i]! - times[i - 1]! <= this.#exporter.inactiveTimeoutMs) continue
      const [beginMs, endMs] = [times[first]!, times[i - 1]!]
      this.#record(flows, row, isReverse, startMs, beginMs, endMs, i - first, packets, false, false)
      first = i
    }
  }

  /**
   * After the cache has forgotten a closed connection, a repeated FIN, a late acknowledgement or a
   * reset makes a record of its own: one packet, often the server's, to a port nobody listens on.
   */
  #residue(flows: FlowBatch, row: number, isReverse: boolean, endedMs: number): void {
    const random = this.#random
    if (random.next() >= this.#exporter.residueShare * this.#probability) return
    const lateMs = random.next() < 0.7 ? 2000 * random.next() : logUniform(random, RESIDUE_LATE_MS)
    const atMs = Math.round(endedMs + lateMs)
    const isIpv6 = !isIpv4Row(flows, row)
    const to = this.#queue.allocate(atMs + this.#exporter.inactiveTimeoutMs)
    const { rows } = this.#queue
    copyKey(this.#exporter, flows, row, rows, to, isReverse)
    writeUint64(rows.startAt, to, atMs)
    rows.durationMs[to] = 0
    writeUint64(rows.packets, to, 1)
    writeUint64(rows.octets, to, (isIpv6 ? 60 : 40) + (random.next() < 0.5 ? 12 : 0))
    rows.tcpFlags[to] = random.pick(RESIDUE_FLAGS)
    rows.samplingInterval[to] = this.#exporter.samplingInterval
    rows.reverseTcpFlags[to] = 0
    writeUint64(rows.reversePackets, to, 0)
    writeUint64(rows.reverseOctets, to, 0)
    rows.biflowDirection[to] = this.#exporter.exportsBiflows ? 1 : 0
  }

  #record(
    flows: FlowBatch,
    row: number,
    isReverse: boolean,
    startMs: number,
    beginMs: number,
    endMs: number,
    sampled: number,
    packets: number,
    isFirst: boolean,
    isLast: boolean,
  ): void {
    const train = isReverse ? this.#reverse : this.#forward
    const random = this.#random
    const payloadPackets = train.drawPayloadPackets(sampled, random)
    const flags = train.flagsOf(sampled, payloadPackets, isFirst, isLast, packets, random)
    const to = this.#queue.allocate(this.#exportAt(startMs + endMs, flags, isLast))
    const { rows } = this.#queue
    copyKey(this.#exporter, flows, row, rows, to, isReverse)
    writeUint64(rows.startAt, to, startMs + beginMs)
    rows.durationMs[to] = endMs - beginMs
    writeUint64(rows.packets, to, sampled)
    writeUint64(rows.octets, to, train.octetsOf(sampled, payloadPackets))
    rows.tcpFlags[to] = flags
    rows.samplingInterval[to] = this.#exporter.samplingInterval
    rows.reverseTcpFlags[to] = 0
    writeUint64(rows.reversePackets, to, 0)
    writeUint64(rows.reverseOctets, to, 0)
    rows.biflowDirection[to] = 0
  }

  #biflowPiece(
    flows: FlowBatch,
    row: number,
    startMs: number,
    durationMs: number,
    fromMs: number,
    toMs: number,
    share: number,
  ): void {
    const random = this.#random
    const isFirst = fromMs === 0
    const isLast = toMs === durationMs
    const sampledOf = (train: PacketTrain): readonly [number, number, number, number] => {
      const packets = pieceCount(train.count, fromMs, toMs, durationMs, share)
      const sampled = binomial(random, packets, this.#probability)
      if (sampled === 0) return [0, 0, 0, packets]
      const payload = train.drawPayloadPackets(sampled, random)
      const flags = train.flagsOf(sampled, payload, isFirst, isLast, packets, random)
      return [sampled, train.octetsOf(sampled, payload), flags, packets]
    }
    const [packets, octets, flags] = sampledOf(this.#forward)
    const [reversePackets, reverseOctets, reverseFlags] = sampledOf(this.#reverse)
    if (packets + reversePackets === 0) return
    // Seen only in reverse, the record turns round: the first packet seen makes the source.
    const isTurned = packets === 0
    const to = this.#queue.allocate(this.#exportAt(startMs + toMs, flags | reverseFlags, isLast))
    const { rows } = this.#queue
    copyKey(this.#exporter, flows, row, rows, to, isTurned)
    writeUint64(rows.startAt, to, startMs + fromMs)
    rows.durationMs[to] = toMs - fromMs
    writeUint64(rows.packets, to, isTurned ? reversePackets : packets)
    writeUint64(rows.octets, to, isTurned ? reverseOctets : octets)
    rows.tcpFlags[to] = isTurned ? reverseFlags : flags
    writeUint64(rows.reversePackets, to, isTurned ? 0 : reversePackets)
    writeUint64(rows.reverseOctets, to, isTurned ? 0 : reverseOctets)
    rows.reverseTcpFlags[to] = isTurned ? 0 : reverseFlags
    rows.samplingInterval[to] = this.#exporter.samplingInterval
    rows.biflowDirection[to] = 1
  }

  #exportAt(endMs: number, flags: number, isLast: boolean): number {
    const sweepMs = this.#random.next() * SWEEP_MS
    if (!isLast || (flags & (TCP_FIN | TCP_RST)) !== 0) return endMs + SWEEP_MS + sweepMs
    return endMs + this.#exporter.inactiveTimeoutMs + sweepMs
  }
}

export function loadTrains(
  flows: FlowBatch,
  row: number,
  forward: PacketTrain,
  reverse: PacketTrain,
  seen: number,
): void {
  const isIpv4 = isIpv4Row(flows, row)
  const protocol = flows.protocol[row]!
  forward.load(
    protocol,
    isIpv4,
    (seen & SEES_FORWARD) === 0 ? 0 : readUint64(flows.packets, row),
    readUint64(flows.octets, row),
    flows.tcpFlags[row]!,
  )
  reverse.load(
    protocol,
    isIpv4,
    (seen & SEES_REVERSE) === 0 ? 0 : readUint64(flows.reversePackets, row),
    readUint64(flows.reverseOctets, row),
    flows.reverseTcpFlags[row]!,
  )
}

/**
 * Who and where: source and destination, turned round for the reverse direction. A border router has
 * interfaces of its own: one to the Internet, one to the access routers.
 */
export function copyKey(
  exporter: Exporter,
  flows: FlowBatch,
  row: number,
  to: FlowBatch,
  toRow: number,
  isReverse: boolean,
): void {
  const [source, destination] = isReverse
    ? [flows.dstAddressWords, flows.srcAddressWords]
    : [flows.srcAddressWords, flows.dstAddressWords]
  copyAddress(source, row, to.srcAddressWords, toRow)
  copyAddress(destination, row, to.dstAddressWords, toRow)
  to.srcPort[toRow] = isReverse ? flows.dstPort[row]! : flows.srcPort[row]!
  to.dstPort[toRow] = isReverse ? flows.srcPort[row]! : flows.dstPort[row]!
  to.protocol[toRow] = flows.protocol[row]!
  to.observationDomain[toRow] = exporter.observationDomain
  let ingress = flows.ingressInterface[row]!
  let egress = flows.egressInterface[row]!
  if (exporter.role === 'border') {
    const { upstreamInterface, firstAccessInterface } = exporter
    const isInbound = ingress === upstreamInterface
    ingress = isInbound ? upstreamInterface : firstAccessInterface
    egress = isInbound ? firstAccessInterface : upstreamInterface
  }
  to.ingressInterface[toRow] = isReverse ? egress : ingress
  to.egressInterface[toRow] = isReverse ? ingress : egress
}

/** Packets spread evenly over time; the rounded shares of all pieces add up to the whole. */
function pieceCount(
  count: number,
  fromMs: number,
  toMs: number,
  durationMs: number,
  share: number,
): number {
  if (share === 1) return count
  return Math.round((count * toMs) / durationMs) - Math.round((count * fromMs) / durationMs)
}
