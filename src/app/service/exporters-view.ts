import type { Clock } from '../../core/clock.ts'
import { SECOND_MS } from '../../core/time-span.ts'
import type { CollectorCounts } from '../../flows/collect/collector.ts'
import type { ExporterCounts } from '../../flows/collect/exporter-counts.ts'
import type { ExporterPolicy } from '../../flows/collect/exporter-policy.ts'
import { type ExporterHour, lossRatio } from '../../flows/store/exporter-hours.ts'
import type { Exporters } from '../../web/schemas/operation.ts'
import { formerExporters } from './former-exporters.ts'
import { exporterState } from './silence.ts'

/** Samples that a rate spans: with one every five seconds it is over the last ten. */
const SAMPLE_COUNT = 2

type Sample = { readonly atMs: number; readonly records: ReadonlyMap<string, number> }

/** Turns the collector's counts into what `/exporters` answers. */
export class ExportersView {
  readonly #clock: Clock
  readonly #silentAfterMs: number
  readonly #policyOf: (address: string) => ExporterPolicy
  #samples: Sample[] = []

  constructor(clock: Clock, silentAfterMs: number, policyOf: (address: string) => ExporterPolicy) {
    this.#policyOf = policyOf
    this.#clock = clock
    this.#silentAfterMs = silentAfterMs
  }

  /** To be called every few seconds: rates are against the oldest sample kept. */
  sample(counts: CollectorCounts): void {
    const records = new Map(counts.exporters.map(({ address, records }) => [address, records]))
    this.#samples = [
      ...this.#samples.slice(1 - SAMPLE_COUNT),
      { atMs: this.#clock.nowMs(), records },
    ]
  }

  /** Regular exporters that stopped. */
  silent(counts: CollectorCounts, hours: readonly ExporterHour[]): ExporterCounts[] {
    const nowMs = this.#clock.nowMs()
    return this.#known(counts, hours, nowMs).filter(
      (exporter) => exporterState(exporter, nowMs, this.#silentAfterMs) === 'silent',
    )
  }

  /** @param hours of the last day; exporters that a former process heard are known from them alone */
  view(counts: CollectorCounts, hours: readonly ExporterHour[]): Exporters {
    const nowMs = this.#clock.nowMs()
    const byExporter = Map.groupBy(hours, ({ exporter }) => exporter)
    return {
      exporters: this.#known(counts, hours, nowMs)
        .map((exporter) => this.#exporter(exporter, byExporter.get(exporter.address) ?? [], nowMs))
        .sort((one, other) => (one.address < other.address ? -1 : 1)),
      strangers: counts.strangers.map((stranger) => ({
        address: stranger.address,
        datagrams: stranger.datagrams,
        lastSeenAt: new Date(stranger.lastSeenMs).toISOString(),
      })),
      collectors: collectorsOf(counts),
    }
  }

  #known(
    { exporters }: CollectorCounts,
    hours: readonly ExporterHour[],
    nowMs: number,
  ): ExporterCounts[] {
    const heard = new Set(exporters.map(({ address }) => address))
    return [...exporters, ...formerExporters(hours, heard, this.#policyOf, nowMs)]
  }

  #exporter(
    counts: ExporterCounts,
    hours: readonly ExporterHour[],
    nowMs: number,
  ): Exporters['exporters'][number] {
    const expected = counts.sequenceReceived + counts.sequenceMissing
    return {
      address: counts.address,
      protocols: [...counts.protocols],
      state: exporterState(counts, nowMs, this.#silentAfterMs),
      firstSeenAt: new Date(counts.firstSeenMs).toISOString(),
      lastSeenAt: new Date(counts.lastSeenMs).toISOString(),
      datagrams: counts.datagrams,
      records: counts.records,
      recordsPerSecond: this.#rate(counts, nowMs),
      samplingIntervals: [...counts.samplingIntervals],
      lossRatio: expected === 0 ? 0 : counts.sequenceMissing / expected,
      refused: { ...counts.refused },
      hours: hours.map(hourView),
      clock: {
        skewMs: counts.skewMs,
        isCorrected: counts.policy.clock.isCorrected,
        skewMaxMs: counts.policy.clock.skewMaxMs,
        correctedRecords: counts.correctedRecords,
        clampedRecords: counts.clampedRecords,
      },
      thinning: counts.thinning,
      policy: {
        recordsPerSecondMax: counts.policy.recordsPerSecondMax,
        samplingMissing: counts.policy.sampling.missing,
        samplingOverride: counts.policy.sampling.override,
      },
      skippedElements: counts.skippedElements.map(({ enterprise, element, records }) => ({
        enterprise: enterprise ?? null,
        element: element ?? null,
        records,
      })),
    }
  }

  #rate(counts: ExporterCounts, nowMs: number): number {
    const before = this.#samples[0]
    if (!before || nowMs <= before.atMs) return 0
    const records = counts.records - (before.records.get(counts.address) ?? 0)
    return Math.max(0, (records * SECOND_MS) / (nowMs - before.atMs))
  }
}

function hourView(hour: ExporterHour): Exporters['exporters'][number]['hours'][number] {
  return {
    at: new Date(hour.at * SECOND_MS).toISOString(),
    records: hour.records,
    stored: hour.stored,
    missing: Math.max(0, hour.missingRecords + hour.missingDatagrams),
    missingUnit: hour.receivedDatagrams > hour.receivedRecords ? 'datagrams' : 'records',
    thinned: hour.refused['RATE_LIMITED'] ?? 0,
    lossRatio: lossRatio([hour]),
  }
}

/** Where the service listens, with what is customarily sent there. */
export function collectorsOf(counts: CollectorCounts): Exporters['collectors'] {
  return counts.listeners.map(({ address, port, transport }) => ({
    address,
    port,
    accepts: transport === 'tcp' ? 'IPFIX over TCP' : acceptedOn(port),
  }))
}

/** Any protocol is accepted on any port; this names the customary one. */
export function acceptedOn(port: number): string {
  if (port === 2055) return 'NetFlow v5, v9'
  if (port === 4739) return 'IPFIX'
  if (port === 6343) return 'sFlow v5'
  return 'NetFlow v5, v9, IPFIX, sFlow v5'
}
