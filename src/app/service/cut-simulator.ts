import type { SimulateCut } from '../../core/measure-simulation.ts'
import { DAY_MS } from '../../core/time-span.ts'
import { endpointCuts } from '../../flows/store/endpoint-cut.ts'
import type { FlowStore } from '../../flows/store/flow-store.ts'
import type { Configuration } from '../configuration.ts'
import type { FlowExtent } from './flow-extent.ts'

/** What a plan would have cut, of the newest day that is stored. Each answer is an audited look. */
export function cutSimulator({
  store,
  extent,
  configuration,
}: {
  readonly store: Pick<FlowStore, 'query'>
  readonly extent: Pick<FlowExtent, 'current'>
  readonly configuration: Pick<Configuration, 'subscriberPrefixes'>
}): SimulateCut {
  const { subscriberPrefixes } = configuration
  return async ({ endpoints, sources, actor }) => {
    const { span } = await extent.current()
    if (!span) return undefined
    const window = { startMs: Math.max(span.startMs, span.endMs - DAY_MS), endMs: span.endMs }
    const reason = `what blocking ${endpoints.length} endpoints would have cut`
    const access = { purpose: 'case-review', actor, reason } as const
    return endpointCuts(store, access, { endpoints, sources, window, subscriberPrefixes })
  }
}
