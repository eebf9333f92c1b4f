import { Counter, Gauge, Registry } from 'prom-client'
import type { CollectorCounts } from '../../flows/collect/collector.ts'
import type { ExporterCounts } from '../../flows/collect/exporter-counts.ts'
import type { LoaderCounts } from '../../flows/collect/loader.ts'
import type { MembershipStatus } from '../outbox/hub-membership.ts'
import { hubMetrics } from '../outbox/hub-metrics.ts'
import { type ModelMetrics, modelMetrics } from './model-metrics.ts'

export type MetricSources = {
  readonly collector: () => CollectorCounts
  readonly loader: () => Promise<LoaderCounts>
  readonly silent: () => Promise<readonly ExporterCounts[]>
  /** Of the features, and of the models; read when somebody asks. */
  readonly watch: () => ModelMetrics
  readonly hub: () => Promise<MembershipStatus | undefined>
}

/**
 * What `/metrics` answers. Everything is read from the counts when somebody asks, so the data path
 * knows nothing of Prometheus. Labels are exporters and reasons only, both bounded.
 */
export function createMetrics(sources: MetricSources): Registry {
  const registry = new Registry()
  const byExporter = (
    name: string,
    help: string,
    read: (counts: ExporterCounts) => number,
  ): void => {
    new Counter({
      name,
      help,
      labelNames: ['exporter'],
      registers: [registry],
      collect() {
        this.reset()
        for (const counts of sources.collector().exporters)
          this.inc({ exporter: counts.address }, read(counts))
      },
    })
  }
  const total = (name: string, help: string, read: () => number): void => {
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset()
        this.inc(read())
      },
    })
  }

  byExporter(
    'noroshi_datagrams_total',
    'Datagrams received from allowed exporters',
    (c) => c.datagrams,
  )
  byExporter('noroshi_records_total', 'Flow records decoded', (c) => c.records)
  byExporter(
    'noroshi_sequence_received_total',
    'Units received, in the unit of the exporter’s own sequence',
    (c) => c.sequenceReceived,
  )
  byExporter(
    'noroshi_sequence_missing_total',
    'Units that the sequence says were sent and did not arrive',
    (c) => c.sequenceMissing,
  )
  clockMetrics(registry, sources, byExporter)
  countRefused(registry, sources)
  total('noroshi_stranger_datagrams_total', 'Datagrams from addresses off the allow-list', () =>
    sources.collector().strangers.reduce((sum, stranger) => sum + stranger.datagrams, 0),
  )
  total(
    'noroshi_kernel_dropped_datagrams_total',
    'Datagrams the kernel dropped before they were read',
    () => sources.collector().kernelDrops ?? 0,
  )
  total(
    'noroshi_dropped_records_total',
    'Decoded records that found no room',
    () => sources.collector().droppedRecords,
  )
  total(
    'noroshi_segments_written_total',
    'Segments acknowledged by the spool',
    () => sources.collector().segments,
  )
  total(
    'noroshi_segment_records_total',
    'Records in acknowledged segments',
    () => sources.collector().segmentRecords,
  )
  loaderMetrics(registry, sources)
  modelMetrics(registry, sources.watch)
  hubMetrics(registry, sources.hub)
  return registry
}

function clockMetrics(
  registry: Registry,
  sources: MetricSources,
  byExporter: (name: string, help: string, read: (counts: ExporterCounts) => number) => void,
): void {
  byExporter(
    'noroshi_corrected_records_total',
    'Records whose start was corrected for the exporter’s clock',
    (c) => c.correctedRecords,
  )
  byExporter(
    'noroshi_clamped_records_total',
    'Records whose start lay in the future and was replaced',
    (c) => c.clampedRecords,
  )
  const gauge = (name: string, help: string, read: (counts: ExporterCounts) => number | null) => {
    new Gauge({
      name,
      help,
      labelNames: ['exporter'],
      registers: [registry],
      collect() {
        this.reset()
        for (const counts of sources.collector().exporters) {
          const value = read(counts)
          if (value !== null) this.set({ exporter: counts.address }, value)
        }
      },
    })
  }
  gauge('noroshi_clock_skew_seconds', 'Exporter’s clock minus ours', ({ skewMs }) =>
    skewMs === null ? null : skewMs / 1000,
  )
  gauge('noroshi_thinning_factor', 'One datagram in so many is kept', (c) => c.thinning)
  gauge(
    'noroshi_last_datagram_timestamp_seconds',
    'When the exporter was heard last',
    (c) => c.lastSeenMs / 1000,
  )
  new Gauge({
    name: 'noroshi_silent_exporters',
    help: 'Exporters that sent regularly and stopped',
    registers: [registry],
    async collect() {
      this.set((await sources.silent()).length)
    },
  })
}

function countRefused(registry: Registry, sources: MetricSources): void {
  new Counter({
    name: 'noroshi_refused_total',
    help: 'What was received and not stored, by exporter and reason',
    labelNames: ['exporter', 'reason'],
    registers: [registry],
    collect() {
      this.reset()
      for (const counts of sources.collector().exporters)
        for (const [reason, count] of Object.entries(counts.refused))
          this.inc({ exporter: counts.address, reason }, count)
    },
  })
}

function loaderMetrics(registry: Registry, sources: MetricSources): void {
  new Counter({
    name: 'noroshi_segments_loaded_total',
    help: 'Segments stored',
    registers: [registry],
    async collect() {
      this.reset()
      this.inc((await sources.loader()).loaded)
    },
  })
  new Counter({
    name: 'noroshi_segments_set_aside_total',
    help: 'Segments the store refused, kept in spool/refused',
    registers: [registry],
    async collect() {
      this.reset()
      this.inc((await sources.loader()).setAside)
    },
  })
  new Gauge({
    name: 'noroshi_spool_waiting_octets',
    help: 'Acknowledged and not yet stored',
    registers: [registry],
    async collect() {
      this.set((await sources.loader()).waitingOctets)
    },
  })
}
