import { HOUR_MS, SECOND_MS } from '../../core/time-span.ts'
import type { ExporterCounts } from '../../flows/collect/exporter-counts.ts'
import type { ExporterPolicy } from '../../flows/collect/exporter-policy.ts'
import type { ExporterHour } from '../../flows/store/exporter-hours.ts'

/**
 * Exporters that a former process heard in the last day and this one has not: one that stopped while
 * the service was restarted must not be forgotten by that. What is not in the store is unknown.
 *
 * @param heard addresses that this process has counts of
 */
export function formerExporters(
  hours: readonly ExporterHour[],
  heard: ReadonlySet<string>,
  policyOf: (address: string) => ExporterPolicy,
  nowMs: number,
): ExporterCounts[] {
  const sent = hours.filter(({ exporter, datagrams }) => datagrams > 0 && !heard.has(exporter))
  const byExporter = Map.groupBy(sent, ({ exporter }) => exporter)
  return [...byExporter].map(([address, own]) => {
    const sum = (read: (hour: ExporterHour) => number): number =>
      own.reduce((total, hour) => total + read(hour), 0)
    return {
      address,
      protocols: [],
      firstSeenMs: own[0]!.at * SECOND_MS,
      // Somewhere in that hour; its end accuses nobody too early.
      lastSeenMs: Math.min(nowMs, own.at(-1)!.at * SECOND_MS + HOUR_MS),
      datagrams: sum(({ datagrams }) => datagrams),
      records: sum(({ records }) => records),
      samplingIntervals: [],
      sequenceReceived: sum((hour) => hour.receivedRecords + hour.receivedDatagrams),
      sequenceMissing: sum((hour) => hour.missingRecords + hour.missingDatagrams),
      refused: {},
      skewMs: null,
      correctedRecords: sum(({ corrected }) => corrected),
      clampedRecords: sum(({ clamped }) => clamped),
      thinning: 1,
      policy: policyOf(address),
      skippedElements: [],
    }
  })
}
