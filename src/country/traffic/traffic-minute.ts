import type { FlowBatch } from '../../flows/wire/flow-batch.ts'

/** The conversations of one virtual minute, whole and unsampled. */
export type TrafficMinute = {
  readonly startMs: number
  readonly endMs: number
  /** Biflow rows as `Traffic` describes them, grouped by who made them; reused by the next minute. */
  readonly flows: FlowBatch
}
