import { FlowBatch, type FlowSink } from '../wire/flow-batch.ts'

/**
 * Hands rows to the decoder and full batches to the writer. The number of batches is fixed, so a
 * slow disk cannot grow the collector: when every batch waits for the disk, records go to a scratch
 * batch that is thrown away, and `droppedCount` says how many. The newest are dropped, because those
 * before them are already promised to the writer.
 */
export class BatchPool implements FlowSink {
  readonly #onFull: (batch: FlowBatch) => void
  readonly #free: FlowBatch[]
  readonly #scratch: FlowBatch
  #current: FlowBatch | undefined
  #droppedBefore = 0

  constructor(batchCount: number, batchCapacity: number, onFull: (batch: FlowBatch) => void) {
    this.#onFull = onFull
    this.#free = Array.from({ length: batchCount }, () => new FlowBatch(batchCapacity))
    this.#scratch = new FlowBatch(Math.min(batchCapacity, 4_096))
  }

  batch(): FlowBatch {
    const current = this.#current
    if (current && current.length < current.capacity) return current
    if (current) this.#handOn(current)
    this.#current = this.#free.pop()
    return this.#current ?? this.#emptyScratch()
  }

  /** Hands the current batch to the writer though it is not full. */
  flush(): void {
    if (this.#current && this.#current.length > 0) this.#handOn(this.#current)
  }

  /** The writer is done with a batch. */
  release(batch: FlowBatch): void {
    batch.length = 0
    this.#free.push(batch)
  }

  /** Records that found no room, ever. */
  get droppedCount(): number {
    return this.#droppedBefore + this.#scratch.length
  }

  #handOn(batch: FlowBatch): void {
    this.#current = undefined
    this.#onFull(batch)
  }

  #emptyScratch(): FlowBatch {
    if (this.#scratch.length === this.#scratch.capacity) {
      this.#droppedBefore += this.#scratch.length
      this.#scratch.length = 0
    }
    return this.#scratch
  }
}
