import type { Alerts } from '../../alerts/index.ts'
import type { FlowStore } from '../../flows/store/flow-store.ts'
import type { Configuration } from '../configuration.ts'
import { type Deleted, purge } from '../retention.ts'
import { systemClock } from '../system-ports.ts'

/**
 * Deletes everything that is past its days, of flows and of alerts. Where one of them fails the other is tended to all
 * the same, and the failure is thrown at the end.
 */
export async function purgeNow(
  parts: {
    readonly store: FlowStore
    readonly alerts: Alerts | undefined
    readonly configuration: Pick<Configuration, 'retention'>
  },
  actor: string,
): Promise<Deleted[]> {
  const { store, alerts, configuration } = parts
  const [flows, told] = await Promise.allSettled([
    purge(store, configuration.retention, systemClock.nowMs(), actor),
    alerts?.purge(),
  ])
  if (told.status === 'rejected') throw told.reason
  if (flows.status === 'rejected') throw flows.reason
  return flows.value
}
