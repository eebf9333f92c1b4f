import type { CollectorCounts, Listener } from '../../flows/collect/collector.ts'
import type { PortSharing } from '../../flows/collect/udp-socket.ts'
import type { Recovered } from '../../flows/spool/recover-accounts.ts'
import type { Configuration } from '../configuration.ts'

/** What the collector's thread is started with. */
export type CollectorTask = {
  readonly listeners: readonly Listener[]
  readonly allowedExporters: readonly string[]
  readonly spoolDirectory: string
  readonly spoolOctetsMax: number
  readonly writerId: string
  /** Of every thread, in their order; a thread writes its own and learns from all. */
  readonly templatesFiles: readonly string[]
  readonly threadIndex: number
  readonly portSharing: PortSharing
  readonly recovered: Recovered
  readonly clockSkew: Configuration['clockSkew']
  readonly exporterLimits: Configuration['exporterLimits']
  readonly receiver: Configuration['receiver']
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
export type CollectorOrder =
  | { readonly kind: 'stop' }
  /** Every thread is bound. */
  | { readonly kind: 'open' }
