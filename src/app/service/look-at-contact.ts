import { formatEndpoint } from '../../core/endpoint.ts'
import { endpointReach } from '../../flows/store/endpoint-reach.ts'
import type { FlowStore } from '../../flows/store/flow-store.ts'
import type { LookAtContact } from './case-maintenance.ts'
import type { FlowExtent } from './flow-extent.ts'

type Sources = {
  readonly store: Pick<FlowStore, 'query'>
  readonly extent: Pick<FlowExtent, 'current'>
  readonly subscriberPrefixes: readonly string[]
}

/** Whether subscribers still meet an endpoint, up to the newest flow that is stored. */
export function contactLook({ store, extent, subscriberPrefixes }: Sources): LookAtContact {
  return async (endpoint, sinceMs) => {
    const { span } = await extent.current()
    if (!span || span.endMs <= sinceMs) return undefined
    const reason = `is ${formatEndpoint(endpoint)} still met?`
    const access = { purpose: 'case-review', actor: 'schedule', reason } as const
    const window = { startMs: sinceMs, endMs: span.endMs }
    const reach = await endpointReach(store, access, endpoint, window, subscriberPrefixes)
    if (reach.answeredPerDay > 0) return 'answered'
    return reach.clientsPerDay > 0 ? 'syn-only' : undefined
  }
}
