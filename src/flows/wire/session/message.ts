import type { DecodeErrorCode } from '../errors.ts'
import type { FlowBatch, FlowSink } from '../flow-batch.ts'
import type { DecodeObserver, SamplingPolicy, TransportSession } from '../flow-decoder.ts'
import type { HeldSet } from './held-set.ts'

const BELIEVED: SamplingPolicy = { missing: 1, override: 0 }

/**
 * The message being decoded: its octets, what its header says, and where its records go. One object
 * is used again for every datagram, so that a datagram allocates almost nothing.
 */
export class Message {
  payload: Uint8Array = new Uint8Array(0)
  view: DataView = new DataView(this.payload.buffer)
  session: TransportSession = { exporter: new Uint8Array(16), port: 0 }
  observer: DecodeObserver = { refused: () => {} }

  receivedAtMs = 0
  /** Epoch seconds. */
  receivedAt = 0
  /** The exporter's address as the four words of its column. */
  exporter0 = 0
  exporter1 = 0
  exporter2 = 0
  exporter3 = 0

  /** Epoch milliseconds of the header; when the exporter has no clock, when the message came. */
  exportMs = 0
  /** Milliseconds from the exporter's start to `exportMs`, modulo 2^32 at least. */
  uptimeMs = 0
  isUptimeKnown = false
  /** NetFlow v5 and v9 say it in every header, which no options record can know better. */
  isUptimeInHeader = false
  observationDomain = 0
  policy: SamplingPolicy = BELIEVED
  /** For how many datagrams this one stands. */
  weight = 1
  /** True when the operator decided nothing special: the usual case, which costs one look. */
  isPlain = true
  /** For records that do not say their own; 0 = unknown. */
  samplingInterval = 1
  /** For records that name a sampler nobody announced. */
  otherSamplerInterval = 1
  rowCount = 0
  /** Ids of templates of this message that data was waiting for, options templates first. */
  readonly learnt: number[] = []

  #sink: FlowSink = {
    batch: () => {
      throw new Error('no sink')
    },
  }
  #batch: FlowBatch | undefined

  begin(
    payload: Uint8Array,
    session: TransportSession,
    receivedAtMs: number,
    sink: FlowSink,
    observer: DecodeObserver,
  ): void {
    this.payload = payload
    this.view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength)
    this.session = session
    this.observer = observer
    this.receivedAtMs = receivedAtMs
    this.receivedAt = Math.floor(receivedAtMs / 1000)
    const octets = session.exporter
    this.exporter0 = littleEndianWord(octets, 0)
    this.exporter1 = littleEndianWord(octets, 4)
    this.exporter2 = littleEndianWord(octets, 8)
    this.exporter3 = littleEndianWord(octets, 12)
    this.exportMs = receivedAtMs
    this.uptimeMs = 0
    this.isUptimeKnown = false
    this.isUptimeInHeader = false
    this.observationDomain = 0
    this.policy = session.sampling ?? BELIEVED
    this.#setWeight(session.weight ?? 1)
    this.samplingInterval = this.policy.missing
    this.otherSamplerInterval = this.policy.missing
    this.rowCount = 0
    // Setting a length costs more than looking at it, and this runs for every datagram.
    if (this.learnt.length > 0) this.learnt.length = 0
    this.#sink = sink
    this.#batch = undefined
  }

  /** Goes on with records of an earlier message of the same exporter and domain. */
  recall(held: HeldSet): void {
    this.payload = held.octets
    this.view = new DataView(held.octets.buffer, held.octets.byteOffset, held.octets.byteLength)
    this.session = { exporter: this.session.exporter, port: held.port }
    this.receivedAtMs = held.receivedAtMs
    this.receivedAt = Math.floor(held.receivedAtMs / 1000)
    this.exportMs = held.exportMs
    this.uptimeMs = held.uptimeMs
    this.isUptimeKnown = held.isUptimeKnown
    this.#setWeight(held.weight)
  }

  #setWeight(weight: number): void {
    this.weight = weight
    this.isPlain = weight === 1 && this.policy.missing > 0 && this.policy.override === 0
  }

  /** A batch with at least one free row. The sink is asked once a message, and when a batch is full. */
  batch(): FlowBatch {
    let batch = this.#batch
    if (batch === undefined || batch.length >= batch.capacity) {
      batch = this.#sink.batch()
      if (batch.length >= batch.capacity) throw new Error('the sink gave a full batch')
      this.#batch = batch
    }
    return batch
  }

  refuse(code: DecodeErrorCode, count = 1): void {
    this.observer.refused(code, count)
  }

  setHeaderUptime(uptimeMs: number): void {
    this.uptimeMs = uptimeMs
    this.isUptimeKnown = true
    this.isUptimeInHeader = true
  }

  /**
   * For headers without uptime: the exporter told when it started. The newest word counts, or the
   * first message after a restart would be dated by the exporter's former life.
   */
  setSystemInit(epochMs: number | undefined): void {
    if (epochMs === undefined || this.isUptimeInHeader) return
    this.uptimeMs = this.exportMs - epochMs
    this.isUptimeKnown = true
  }

  /** Header seconds, or the time of receipt when the exporter's clock was never set. */
  setExportSeconds(seconds: number, nanoseconds = 0): void {
    if (seconds <= 0) return
    this.exportMs = seconds * 1000 + Math.floor(nanoseconds / 1e6)
    this.observer.exported?.(this.exportMs)
  }
}

/** Columns are little-endian, as ClickHouse and every machine Node runs on (docs/decisions/0004). */
function littleEndianWord(octets: Uint8Array, at: number): number {
  return (
    (octets[at]! | (octets[at + 1]! << 8) | (octets[at + 2]! << 16) | (octets[at + 3]! << 24)) >>> 0
  )
}
