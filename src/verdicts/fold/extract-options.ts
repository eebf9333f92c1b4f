import type { FlowAccess } from '../../core/flow-access.ts'
import type { TimeSpan } from '../../core/time-span.ts'
import type { KnownControllers } from '../labels/known-controllers.ts'

/** What is looked at, and whose traffic counts. */
export type ExtractOptions = {
  readonly window: TimeSpan | 'all'
  /** Weighted clients an endpoint needs to be a candidate. */
  readonly minClients: number
  /** The ISP's own subscribers. Empty: the data is one site's, and the caller vouches for its sources. */
  readonly subscriberPrefixes: readonly string[]
  /** Interfaces (SNMP index) that face other networks: a subscriber's source there is forged. */
  readonly upstreamInterfaces: readonly number[]
  readonly access: FlowAccess
  /** What is worked on at a time, in contacts (drawn-clients.ts): it bounds the memory. */
  readonly sliceCostMax?: number
  /** So many clients of a crowded service are looked at, or up to twice as many. */
  readonly drawnClients?: number
  /** What reputation lists know of controllers; none where no list is held. */
  readonly known?: KnownControllers | undefined
}
