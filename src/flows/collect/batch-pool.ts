import { FlowBatch, type FlowSink } from '../wire/flow-batch.ts'

/**
 * Rows that a message may add to a batch that counts as full. Two IPv4 addresses are eight octets, so
 * no message of 65,535 octets holds more flows.
 */
const MESSAGE_ROW_COUNT_MAX = 8_192

/**
 * Hands rows to the decoder and full batches to the writer. The number of batches is fixed, so a
 * slow disk cannot grow the collector: when every batch waits for the disk, records go to a scratch
 * batch that is thrown away, and `droppedCount` says how many. The newest are dropped, because those
 * before them are already promised to the writer.
 *
 * A batch is handed on between two messages, never within one: what is counted at that moment is then
 * exactly what is in it, and in those before.
 */
export class BatchPool implements FlowSink {
  readonly #onFull: (batch: FlowBatch) => void
  readonly #fullLength: number
  readonly #free: FlowBatch[]
  readonly #scratch: FlowBatch
  #current: FlowBatch | undefined
  #droppedBefore = 0

  constructor(batchCount: number, fullLength: number, onFull: (batch: FlowBatch) => void) {
    this.#onFull = onFull
    this.#fullLength = fullLength
    const capacity = fullLength + MESSAGE_ROW_COUNT_MAX
    this.#free = Array.from({ length: batchCount }, () => new FlowBatch(capacity))
    this.#scratch = new FlowBatch(Math.min(capacity, 4_096))
  }

  batch(): FlowBatch {
    const current = this.#current
    if (current && current.length < current.capacity) return current
    // Only data that waited for its template, released all at once, can come here within a message.
    if (current) this.#handOn(current)
    this.#current = this.#free.pop()
    return this.#current ?? this.#emptyScratch()
  }

  /** A message is read to its end. */
  endMessage(): void {
    if (this.#current && this.#current.length >= this.#fullLength) this.#handOn(this.#current)
  }

  /** Hands the current batch to the writer though it is not full; `isEmptyToo`, though it is empty. */
  flush(isEmptyToo = false): void {
    this.#current ??= isEmptyToo ? this.#free.pop() : undefined
    if (this.#current && (isEmptyToo || this.#current.length > 0)) this.#handOn(this.#current)
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
