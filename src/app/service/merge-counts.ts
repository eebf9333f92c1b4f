import type { CollectorCounts } from '../../flows/collect/collector.ts'
import type { ExporterCounts, StrangerCounts } from '../../flows/collect/exporter-counts.ts'

/** The counts of several collectors on the same ports as those of one. */
export function mergeCounts(all: readonly CollectorCounts[]): CollectorCounts {
  const [first] = all
  if (!first) throw new Error('no collector')
  if (all.length === 1) return first
  const drops = all.map(({ kernelDrops }) => kernelDrops ?? 0)
  return {
    exporters: merged(
      all.flatMap(({ exporters }) => exporters),
      mergeExporter,
    ),
    strangers: merged(
      all.flatMap(({ strangers }) => strangers),
      mergeStranger,
    ),
    // All threads are bound to the same; the kernel's table, too, shows the sockets of all to each.
    listeners: first.listeners,
    receiver: first.receiver,
    kernelDrops: first.kernelDrops === undefined ? undefined : Math.max(...drops),
    segments: sum(all, ({ segments }) => segments),
    segmentRecords: sum(all, ({ segmentRecords }) => segmentRecords),
    droppedRecords: sum(all, ({ droppedRecords }) => droppedRecords),
  }
}

function merged<Counts extends { readonly address: string }>(
  all: readonly Counts[],
  merge: (one: Counts, other: Counts) => Counts,
): Counts[] {
  const byAddress = new Map<string, Counts>()
  for (const counts of all) {
    const known = byAddress.get(counts.address)
    byAddress.set(counts.address, known ? merge(known, counts) : counts)
  }
  return [...byAddress.values()]
}

function mergeExporter(one: ExporterCounts, other: ExporterCounts): ExporterCounts {
  const newer = one.lastSeenMs >= other.lastSeenMs ? one : other
  return {
    ...newer,
    protocols: union(one.protocols, other.protocols).sort(),
    samplingIntervals: union(one.samplingIntervals, other.samplingIntervals).sort((a, b) => a - b),
    firstSeenMs: Math.min(one.firstSeenMs, other.firstSeenMs),
    datagrams: one.datagrams + other.datagrams,
    records: one.records + other.records,
    sequenceReceived: one.sequenceReceived + other.sequenceReceived,
    sequenceMissing: one.sequenceMissing + other.sequenceMissing,
    refused: addRefused(one.refused, other.refused),
    skewMs: newer.skewMs ?? one.skewMs ?? other.skewMs,
    correctedRecords: one.correctedRecords + other.correctedRecords,
    clampedRecords: one.clampedRecords + other.clampedRecords,
    thinning: Math.max(one.thinning, other.thinning),
    skippedElements: addSkipped([...one.skippedElements, ...other.skippedElements]),
  }
}

function mergeStranger(one: StrangerCounts, other: StrangerCounts): StrangerCounts {
  return {
    address: one.address,
    datagrams: one.datagrams + other.datagrams,
    lastSeenMs: Math.max(one.lastSeenMs, other.lastSeenMs),
  }
}

function addRefused(
  one: ExporterCounts['refused'],
  other: ExporterCounts['refused'],
): ExporterCounts['refused'] {
  const all: Record<string, number> = { ...one }
  for (const [reason, count] of Object.entries(other)) all[reason] = (all[reason] ?? 0) + count
  return all
}

function addSkipped(all: ExporterCounts['skippedElements']): ExporterCounts['skippedElements'] {
  const byElement = Map.groupBy(all, ({ enterprise, element }) => `${enterprise} ${element}`)
  return [...byElement.values()]
    .map((same) => ({ ...same[0]!, records: sum(same, ({ records }) => records) }))
    .sort((one, other) => other.records - one.records)
}

const union = <Value>(one: readonly Value[], other: readonly Value[]): Value[] => [
  ...new Set([...one, ...other]),
]

const sum = <Value>(values: readonly Value[], read: (value: Value) => number): number =>
  values.reduce((total, value) => total + read(value), 0)
