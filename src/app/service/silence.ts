import type { ExporterCounts } from '../../flows/collect/exporter-counts.ts'

export type ExporterState = 'sending' | 'quiet' | 'silent'

/** Fewer datagrams are no habit. */
const DATAGRAM_COUNT_MIN = 10
/** Regular is who, on average, sent so many in the time after which silence is raised. */
const DATAGRAMS_PER_SILENCE_MIN = 3

/**
 * `silent` is an exporter that was regular and has stopped, which somebody should look at; `quiet` one
 * that sends too seldom for its silence to mean anything.
 */
export function exporterState(
  counts: Pick<ExporterCounts, 'firstSeenMs' | 'lastSeenMs' | 'datagrams'>,
  nowMs: number,
  silentAfterMs: number,
): ExporterState {
  if (nowMs - counts.lastSeenMs <= silentAfterMs) return 'sending'
  const intervalMs = (counts.lastSeenMs - counts.firstSeenMs) / Math.max(1, counts.datagrams - 1)
  const isRegular =
    counts.datagrams >= DATAGRAM_COUNT_MIN &&
    intervalMs <= silentAfterMs / DATAGRAMS_PER_SILENCE_MIN
  return isRegular ? 'silent' : 'quiet'
}
