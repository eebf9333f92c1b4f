import { SeededRandom } from '../../core/random.ts'
import { type FlowBatch, readUint64, writeUint64 } from '../../flows/wire/flow-batch.ts'
import { hashShare } from '../machines/mood.ts'
import { copyFlowRow } from '../traffic/copy-row.ts'
import type { TrafficMinute } from '../traffic/traffic-minute.ts'
import { ExportQueue } from './export-queue.ts'
import type { Exporter } from './exporter.ts'
import { FlowMeter } from './meter.ts'
import { PacketSampler } from './packet-sampler.ts'
import { visibility } from './visibility.ts'

/** Records are lost in stretches: a full buffer loses what comes until it has room again. */
const LOSS_STRETCH_MS = 2000
/** The first templates arrive, or everything after them would wait for the next ones. */
const LOSSLESS_MS = 60_000

/** Takes a finished record. The row is valid until the call returns. */
export type VisitRecord = (rows: FlowBatch, row: number, exportMs: number, isLost: boolean) => void

/** One router from traffic to records, in the order of their export. Pure: the same input, the same output. */
export class MeteringSession {
  readonly exporter: Exporter
  readonly #queue: ExportQueue
  readonly #meter: FlowMeter | PacketSampler
  readonly #visit: VisitRecord
  readonly #lossSeed: number
  readonly #startMs: number
  #observedUntilMs: number

  constructor(exporter: Exporter, seed: number, startMs: number, visit: VisitRecord) {
    const random = new SeededRandom(seed).fork(exporter.name)
    this.exporter = exporter
    this.#queue = new ExportQueue(startMs)
    this.#meter =
      exporter.protocol === 'sflow5'
        ? new PacketSampler(exporter, this.#queue, random.fork('packets'))
        : new FlowMeter(exporter, this.#queue, random.fork('packets'))
    this.#visit = visit
    this.#lossSeed = random.fork('loss').integer(2 ** 32)
    this.#startMs = startMs
    this.#observedUntilMs = startMs
  }

  /** Meters the minute's traffic and visits every record due by its end. */
  observe({ flows, endMs }: TrafficMinute): void {
    const { role, observationDomain } = this.exporter
    for (let row = 0; row < flows.length; row++) {
      // Most rows are another router's: not even a call for those.
      if (role === 'access' && flows.observationDomain[row] !== observationDomain) continue
      const seen = visibility(this.exporter, flows, row)
      if (seen !== 0) this.#meter.observe(flows, row, seen)
    }
    this.#observedUntilMs = endMs
    this.#queue.drain(endMs, this.#hand)
  }

  /** Takes a record of a time before the minutes that are observed; `exportMs` is not before the session's start. */
  recall(rows: FlowBatch, row: number, exportMs: number): void {
    const to = this.#queue.allocate(exportMs)
    copyFlowRow(rows, row, this.#queue.rows, to)
  }

  /** What the flow cache holds after the last minute: the router is switched off in order. */
  end(): void {
    const atMs = this.#observedUntilMs
    this.#queue.drainAll((row) => {
      // Conversations are metered to their end when they begin; what lies after the end never was.
      const { rows } = this.#queue
      if (readUint64(rows.startAt, row) + rows.durationMs[row]! <= atMs) this.#hand(row, atMs)
    })
  }

  readonly #hand = (row: number, exportMs: number): void => {
    const { rows } = this.#queue
    const { clockSkewMs, lossShare } = this.exporter
    if (clockSkewMs !== 0)
      writeUint64(rows.startAt, row, readUint64(rows.startAt, row) + clockSkewMs)
    const isLost =
      lossShare > 0 &&
      exportMs > this.#startMs + LOSSLESS_MS &&
      hashShare(this.#lossSeed, Math.floor(exportMs / LOSS_STRETCH_MS)) < lossShare
    this.#visit(rows, row, exportMs, isLost)
  }
}
