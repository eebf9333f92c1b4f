import type { CollectorCounts, Listener } from '../../flows/collect/collector.ts'
import type { Configuration } from '../configuration.ts'

/** What the collector's thread is started with. */
export type CollectorTask = {
  readonly listeners: readonly Listener[]
  readonly allowedExporters: readonly string[]
  readonly spoolDirectory: string
  readonly spoolOctetsMax: number
  readonly writerId: string
  readonly templatesFile: string
  readonly exporterLimits: Configuration['exporterLimits']
  readonly decapsulate: Configuration['decapsulate']
  readonly sampling: Configuration['sampling']
  /** Where the small country keeps its time, when it is the exporter. */
  readonly virtualTime?: SharedArrayBuffer
}

/** What it says. */
export type CollectorMessage =
  | { readonly kind: 'listening'; readonly counts: CollectorCounts }
  | { readonly kind: 'segment' }
  | { readonly kind: 'counts'; readonly counts: CollectorCounts }
  | { readonly kind: 'stopped'; readonly counts: CollectorCounts }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }

/** What it is told. */
export type CollectorOrder = { readonly kind: 'stop' }
