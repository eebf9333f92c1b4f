import type { Clock } from '../../core/clock.ts'
import { MINUTE_MS, SECOND_MS } from '../../core/time-span.ts'
import type { CollectorCounts } from '../../flows/collect/collector.ts'
import type { ExporterCounts } from '../../flows/collect/exporter-counts.ts'
import type { Exporters } from '../../web/schemas/operation.ts'

/** An exporter that has said nothing for so long is silent; routers flush at least each minute. */
const SILENT_AFTER_MS = 5 * MINUTE_MS
/** Samples that a rate spans: with one every five seconds it is over the last ten. */
const SAMPLE_COUNT = 2

type Sample = { readonly atMs: number; readonly records: ReadonlyMap<string, number> }

/** Turns the collector's counts into what `/exporters` answers. */
export class ExportersView {
  readonly #clock: Clock
  #samples: Sample[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** To be called every few seconds: rates are against the oldest sample kept. */
  sample(counts: CollectorCounts): void {
    const records = new Map(counts.exporters.map(({ address, records }) => [address, records]))
    this.#samples = [
      ...this.#samples.slice(1 - SAMPLE_COUNT),
      { atMs: this.#clock.nowMs(), records },
    ]
  }

  view(counts: CollectorCounts): Exporters {
    const nowMs = this.#clock.nowMs()
    return {
      exporters: counts.exporters
        .map((exporter) => this.#exporter(exporter, nowMs))
        .sort((one, other) => (one.address < other.address ? -1 : 1)),
      strangers: counts.strangers.map((stranger) => ({
        address: stranger.address,
        datagrams: stranger.datagrams,
        lastSeenAt: new Date(stranger.lastSeenMs).toISOString(),
      })),
      collectors: collectorsOf(counts),
    }
  }

  #exporter(counts: ExporterCounts, nowMs: number): Exporters['exporters'][number] {
    const expected = counts.sequenceReceived + counts.sequenceMissing
    return {
      address: counts.address,
      protocols: [...counts.protocols],
      state: nowMs - counts.lastSeenMs > SILENT_AFTER_MS ? 'silent' : 'sending',
      firstSeenAt: new Date(counts.firstSeenMs).toISOString(),
      lastSeenAt: new Date(counts.lastSeenMs).toISOString(),
      datagrams: counts.datagrams,
      records: counts.records,
      recordsPerSecond: this.#rate(counts, nowMs),
      samplingIntervals: [...counts.samplingIntervals],
      lossRatio: expected === 0 ? 0 : counts.sequenceMissing / expected,
      refused: { ...counts.refused },
    }
  }

  #rate(counts: ExporterCounts, nowMs: number): number {
    const before = this.#samples[0]
    if (!before || nowMs <= before.atMs) return 0
    const records = counts.records - (before.records.get(counts.address) ?? 0)
    return Math.max(0, (records * SECOND_MS) / (nowMs - before.atMs))
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
