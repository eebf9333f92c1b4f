import type { Lists } from '../../cases/index.ts'
import type { Clock } from '../../core/clock.ts'
import type { EstimateCollateral } from '../../core/collateral-estimate.ts'
import { formatEndpoint } from '../../core/endpoint.ts'
import { DAY_MS } from '../../core/time-span.ts'
import { endpointCuts } from '../../flows/store/endpoint-cut.ts'
import { endpointReach } from '../../flows/store/endpoint-reach.ts'
import type { FlowStore } from '../../flows/store/flow-store.ts'
import type { FlowExtent } from './flow-extent.ts'

type Sources = {
  readonly store: Pick<FlowStore, 'query'>
  readonly extent: Pick<FlowExtent, 'current'>
  readonly lists: Pick<Lists, 'check'>
  readonly subscriberPrefixes: readonly string[]
  readonly clock: Clock
  /** Prefixes of those who agreed to blocking; null while consent is not known yet. */
  readonly consenting: () => readonly string[] | null
}

/** A week shows the weekend too; flows are seldom kept longer. */
const DAYS_MAX = 7

/** Answers the registry's question from the flows and the known-good lists. Each answer is an audited look. */
export function collateralEstimator(sources: Sources): EstimateCollateral {
  const { store, extent, lists, subscriberPrefixes, clock } = sources
  return async (endpoint, actor) => {
    const { span } = await extent.current()
    if (!span) return undefined
    // The newest week that is stored: imported captures are of another year.
    const window = {
      startMs: Math.max(span.startMs, span.endMs - DAYS_MAX * DAY_MS),
      endMs: span.endMs,
    }
    const reason = `who would be hurt by acting on ${formatEndpoint(endpoint)}`
    const access = { purpose: 'case-review', actor, reason } as const
    const reach = await endpointReach(store, access, endpoint, window, subscriberPrefixes)
    if (reach.firstSeenMs === undefined) return undefined
    const { address, port } = endpoint
    const consentingPerDay = async (clientsPerDay: number): Promise<number | null> => {
      const agreed = sources.consenting()
      if (agreed === null) return null
      const asked = { endpoints: [endpoint], sources: agreed, window, subscriberPrefixes }
      const cut = (await endpointCuts(store, access, asked)).get(formatEndpoint(endpoint))
      // Of those seen in all the days, the share that agreed, on the mean day.
      return cut ? (clientsPerDay * cut.consenting) / (cut.consenting + cut.others) : 0
    }
    const listed = await lists.check({ address, port, atMs: clock.nowMs() })
    const good = listed.find(({ listKind }) => listKind === 'known-good')
    return {
      days: (window.endMs - window.startMs) / DAY_MS,
      subscribersPerDay: reach.clientsPerDay,
      consentingPerDay: await consentingPerDay(reach.clientsPerDay),
      answeredPerDay: reach.answeredPerDay,
      ageDays: (window.endMs - reach.firstSeenMs) / DAY_MS,
      otherServices: reach.otherServices,
      otherSubscribersPerDay: reach.otherClientsPerDay,
      knownGood: good ? (good.reason ?? good.source) : null,
    }
  }
}
