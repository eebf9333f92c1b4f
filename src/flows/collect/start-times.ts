import type { FlowBatch } from '../wire/flow-batch.ts'

const WORD = 4_294_967_296

/**
 * Brings the start times of rows just written into our time: `skewMs` is taken off (0 = none), and a
 * start later than `latestMs` becomes one whose flow ends at receipt, because no flow is reported
 * before it begins.
 *
 * @returns how many lay in the future
 */
export function settleStartTimes(
  batch: FlowBatch,
  from: number,
  skewMs: number,
  latestMs: number,
): number {
  const { startAt, durationMs, receivedAt, length } = batch
  const latestHigh = Math.floor(latestMs / WORD)
  const latestLow = latestMs - latestHigh * WORD
  let clamped = 0
  for (let row = from; row < length; row++) {
    if (skewMs !== 0) shift(startAt, row, skewMs)
    const high = startAt[2 * row + 1]!
    if (high < latestHigh || (high === latestHigh && startAt[2 * row]! <= latestLow)) continue
    const start = Math.max(0, receivedAt[row]! * 1000 - durationMs[row]!)
    startAt[2 * row] = start
    startAt[2 * row + 1] = start / WORD
    clamped += 1
  }
  return clamped
}

function shift(startAt: Uint32Array, row: number, skewMs: number): void {
  const start = Math.max(0, startAt[2 * row]! + startAt[2 * row + 1]! * WORD - skewMs)
  startAt[2 * row] = start
  startAt[2 * row + 1] = start / WORD
}
