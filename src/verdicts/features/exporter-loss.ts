import { canonicalAddress } from '../../core/address.ts'
import { HOUR_MS, type TimeSpan } from '../../core/time-span.ts'
import { exporterHours, lossRatio } from '../../flows/store/exporter-hours.ts'
import type { SqlParameters } from '../../flows/store/flow-engine.ts'

/**
 * How much of what exporters sent in a window is missing, from the accounts of what was received. Of the
 * exporters that saw an endpoint the worst counts: what it lost may be the answers.
 *
 * Accounts are by hour of receipt, flows by their own; an hour more is looked at, and data that was imported
 * has no account and no loss.
 */
export async function exporterLoss(
  ask: <Row>(sql: string, parameters: SqlParameters) => Promise<Row[]>,
  window: TimeSpan,
): Promise<(exporters: readonly string[]) => number> {
  const hours = await exporterHours(ask, {
    startMs: Math.max(0, Math.floor(window.startMs / HOUR_MS) * HOUR_MS),
    endMs: Math.min(DATE_TIME_END_MS, Math.max(0, window.endMs) + HOUR_MS),
  })
  const losses = new Map(
    [...Map.groupBy(hours, ({ exporter }) => canonicalAddress(exporter) ?? exporter)].map(
      ([exporter, ofExporter]) => [exporter, lossRatio(ofExporter)],
    ),
  )
  return (exporters) =>
    exporters.reduce(
      (worst, exporter) => Math.max(worst, losses.get(canonicalAddress(exporter) ?? exporter) ?? 0),
      0,
    )
}

/** The engine's DateTime ends in 2106. */
const DATE_TIME_END_MS = (2 ** 32 - 1) * 1000
