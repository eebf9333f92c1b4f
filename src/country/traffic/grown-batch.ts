import { FlowBatch } from '../../flows/wire/flow-batch.ts'

/** A batch of twice the capacity with the same rows. */
export function grownBatch(batch: FlowBatch): FlowBatch {
  const larger = new FlowBatch(batch.capacity * 2)
  larger.length = batch.length
  for (const key of Object.keys(batch) as (keyof FlowBatch)[]) {
    const from = batch[key]
    const to = larger[key]
    // The three array types share `set`, but TypeScript cannot pair the two lookups.
    if (ArrayBuffer.isView(from)) (to as Uint8Array).set(from as Uint8Array)
  }
  return larger
}
