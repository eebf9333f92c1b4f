import { formatAddress, parseAddress } from '../../../core/address.ts'
import { createFlowDecoder, type FlowDecoderOptions } from '../decoder.ts'
import type { DecodeErrorCode } from '../errors.ts'
import { FlowBatch, readUint64 } from '../flow-batch.ts'
import type { DecodeObserver, FlowDecoder, TransportSession } from '../flow-decoder.ts'

export type TestRow = ReturnType<typeof rowOf>

export type Decoded = {
  readonly rows: readonly TestRow[]
  readonly refused: Readonly<Partial<Record<DecodeErrorCode, number>>>
  readonly protocols: readonly string[]
  /** Sums over all datagrams. */
  readonly received: number
  readonly missing: number
}

/** Where a datagram comes from, as far as the test cares. */
export type Origin = Partial<Omit<TransportSession, 'exporter'>> & {
  readonly exporter?: string
  readonly atMs?: number
}

export const RECEIVED_MS = 1_760_000_000_500
const EXPORTER = parseAddress('203.0.113.1')!

/** A decoder and what it said, over as many datagrams as the test feeds it. */
export class TestCollector {
  readonly decoder: FlowDecoder
  readonly #batch: FlowBatch
  readonly #refused: Partial<Record<DecodeErrorCode, number>> = {}
  readonly #protocols: string[] = []
  readonly #observer: DecodeObserver
  #received = 0
  #missing = 0

  constructor(options: FlowDecoderOptions = {}, capacity = 4096) {
    this.decoder = createFlowDecoder(options)
    this.#batch = new FlowBatch(capacity)
    this.#observer = {
      refused: (code, count) => {
        this.#refused[code] = (this.#refused[code] ?? 0) + count
      },
      protocol: (name) => this.#protocols.push(name),
      sequence: (received, missing) => {
        this.#received += received
        this.#missing += missing
      },
    }
  }

  feed(datagram: Uint8Array, from: Origin = {}): this {
    const exporter = from.exporter === undefined ? EXPORTER : parseAddress(from.exporter)!
    const { atMs = RECEIVED_MS, exporter: _text, ...rest } = from
    const session = { port: 50_000, ...rest, exporter }
    const sink = { batch: () => this.#batch }
    this.decoder.decode(datagram, session, atMs, sink, this.#observer)
    return this
  }

  /** What was decoded up to now, while data may still wait for its template. */
  get rowCount(): number {
    return this.#batch.length
  }

  /** Ends the input: what still waits for a template is given up. */
  get result(): Decoded {
    this.decoder.giveUp()
    return {
      rows: Array.from({ length: this.#batch.length }, (_none, row) => rowOf(this.#batch, row)),
      refused: this.#refused,
      protocols: this.#protocols,
      received: this.#received,
      missing: this.#missing,
    }
  }
}

export function decode(...datagrams: readonly Uint8Array[]): Decoded {
  const collector = new TestCollector()
  for (const datagram of datagrams) collector.feed(datagram)
  return collector.result
}

export function rowOf(batch: FlowBatch, row: number) {
  return {
    receivedAt: batch.receivedAt[row]!,
    startAt: readUint64(batch.startAt, row),
    durationMs: batch.durationMs[row]!,
    source: formatAddress(batch.srcAddress, 16 * row),
    destination: formatAddress(batch.dstAddress, 16 * row),
    srcPort: batch.srcPort[row]!,
    dstPort: batch.dstPort[row]!,
    protocol: batch.protocol[row]!,
    tcpFlags: batch.tcpFlags[row]!,
    reverseTcpFlags: batch.reverseTcpFlags[row]!,
    packets: readUint64(batch.packets, row),
    octets: readUint64(batch.octets, row),
    reversePackets: readUint64(batch.reversePackets, row),
    reverseOctets: readUint64(batch.reverseOctets, row),
    samplingInterval: batch.samplingInterval[row]!,
    exporter: formatAddress(batch.exporter, 16 * row),
    observationDomain: batch.observationDomain[row]!,
    ingressInterface: batch.ingressInterface[row]!,
    egressInterface: batch.egressInterface[row]!,
    biflowDirection: batch.biflowDirection[row]!,
  }
}
