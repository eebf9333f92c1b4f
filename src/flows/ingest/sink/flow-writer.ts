import { FlowBatch, type FlowSink, readUint64, writeUint64 } from '../../wire/flow-batch.ts'
import type { Deliver } from '../ingest-options.ts'
import type { FlowDraft } from './flow-draft.ts'

/** 131,072 rows are about 18 MiB of columns: large enough for a good segment, small enough to hold. */
export const BATCH_ROW_COUNT = 131_072
const UINT32_MAX = 0xffff_ffff

/** Fills batches with drafts (or lends them to a decoder) and hands full ones on. */
export class FlowWriter implements FlowSink {
  readonly #deliver: Deliver
  readonly #receivedAt: number
  readonly #rowCountMax: number
  readonly #batch: FlowBatch
  #deliveredCount = 0
  #spillover: FlowBatch | undefined
  firstStartMs = Number.POSITIVE_INFINITY
  lastStartMs = Number.NEGATIVE_INFINITY

  constructor(deliver: Deliver, receivedAtMs: number, rowCount = BATCH_ROW_COUNT) {
    this.#deliver = deliver
    this.#receivedAt = Math.floor(receivedAtMs / 1000)
    this.#rowCountMax = rowCount
    this.#batch = new FlowBatch(rowCount)
  }

  get recordCount(): number {
    return this.#deliveredCount + this.#batch.length + (this.#spillover?.length ?? 0)
  }

  /** True when the next `append` needs a `flush` first. */
  get isFull(): boolean {
    return this.#batch.length >= this.#rowCountMax
  }

  append(draft: FlowDraft): void {
    const batch = this.#batch
    const row = batch.length
    batch.receivedAt[row] = this.#receivedAt
    writeUint64(batch.startAt, row, draft.startMs)
    batch.durationMs[row] = Math.min(draft.durationMs, UINT32_MAX)
    batch.srcAddress.set(draft.srcAddress, 16 * row)
    batch.dstAddress.set(draft.dstAddress, 16 * row)
    batch.srcPort[row] = draft.srcPort
    batch.dstPort[row] = draft.dstPort
    batch.protocol[row] = draft.protocol
    batch.tcpFlags[row] = draft.tcpFlags
    batch.reverseTcpFlags[row] = draft.reverseTcpFlags
    writeUint64(batch.packets, row, draft.packets)
    writeUint64(batch.octets, row, draft.octets)
    writeUint64(batch.reversePackets, row, draft.reversePackets)
    writeUint64(batch.reverseOctets, row, draft.reverseOctets)
    batch.samplingInterval[row] = draft.samplingInterval
    batch.exporter.set(draft.exporter, 16 * row)
    batch.observationDomain[row] = 0
    batch.ingressInterface[row] = 0
    batch.egressInterface[row] = 0
    batch.biflowDirection[row] = draft.isInitiatorKnown ? 1 : 0
    batch.length = row + 1
    this.#noteStart(draft.startMs)
  }

  /**
   * Room for a decoder, which cannot wait. One datagram may overrun the batch: the rest goes to a
   * second one until the next `flush`. 65,535 octets hold fewer records than that has rows.
   */
  batch(): FlowBatch {
    if (!this.isFull) return this.#batch
    this.#spillover ??= new FlowBatch(65_536)
    return this.#spillover
  }

  /**
   * Rewrites, in all rows since the last flush, what a decoder cannot know: the time of ingestion, and
   * the interval that the user gave for records that tell none.
   */
  finishDecoded(samplingInterval: number | undefined): void {
    for (const batch of [this.#batch, this.#spillover]) {
      if (!batch) continue
      batch.receivedAt.fill(this.#receivedAt, 0, batch.length)
      for (let row = 0; row < batch.length; row++) {
        if (samplingInterval !== undefined && batch.samplingInterval[row] === 1)
          batch.samplingInterval[row] = samplingInterval
        this.#noteStart(readUint64(batch.startAt, row))
      }
    }
  }

  async flush(): Promise<void> {
    for (const batch of [this.#batch, this.#spillover]) {
      if (!batch || batch.length === 0) continue
      const rowCount = batch.length
      await this.#deliver(batch)
      this.#deliveredCount += rowCount
      batch.length = 0
    }
  }

  #noteStart(startMs: number): void {
    if (startMs < this.firstStartMs) this.firstStartMs = startMs
    if (startMs > this.lastStartMs) this.lastStartMs = startMs
  }
}
