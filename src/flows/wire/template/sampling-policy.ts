import type { FlowBatch } from '../flow-batch.ts'
import type { Message } from '../session/message.ts'

const INTERVAL_MAX = 0xffff_ffff

/**
 * Applies to rows just written what the operator decided about their exporter: an interval that
 * overrides, records without any rejected, and the weight of a datagram that stands for several.
 *
 * @returns how many of the rows stay, moved together; the others are counted SAMPLING_UNKNOWN
 */
export function applySamplingPolicy(
  message: Message,
  batch: FlowBatch,
  row: number,
  count: number,
): number {
  const { policy, weight } = message
  const column = batch.samplingInterval
  let kept = count
  if (policy.override > 0) column.fill(policy.override, row, row + count)
  else if (policy.missing === 0) kept = dropUnknown(message, batch, row, count)
  if (kept > 0) message.observer.sampling?.(column[row]!)
  if (weight > 1)
    for (let i = row; i < row + kept; i++) column[i] = Math.min(INTERVAL_MAX, column[i]! * weight)
  return kept
}

function dropUnknown(message: Message, batch: FlowBatch, row: number, count: number): number {
  let kept = 0
  for (let i = row; i < row + count; i++) {
    if (batch.samplingInterval[i] === 0) continue
    if (i !== row + kept) batch.moveRow(i, row + kept)
    kept += 1
  }
  if (kept < count) message.refuse('SAMPLING_UNKNOWN', count - kept)
  return kept
}
