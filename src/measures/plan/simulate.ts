import { formatEndpoint } from '../../core/endpoint.ts'
import type { EndpointCut, SimulateCut } from '../../core/measure-simulation.ts'
import type { Blocking } from '../block/blocking.ts'
import type { GrantsOf, Plan } from './make-plan.ts'
import { blockingOf, type PlannedDevice } from './make-plan.ts'
import type { PlanTarget } from './rank.ts'

export type SimulatedTarget = { readonly key: string; readonly cut: EndpointCut }

/** What a plan would have cut in the last day. */
export type Simulation = {
  readonly planId: string
  /** Endpoints that were asked about; names are never in flows. */
  readonly endpoints: number
  /** Most consenting subscribers first; endpoints that nobody contacted are not among them. */
  readonly targets: readonly SimulatedTarget[]
  /** False where no flows of the last day are stored, so that nothing can be said. */
  readonly hasFlows: boolean
}

/** Endpoints of one question: the engine answers one in well under a second. */
const ENDPOINTS_AT_ONCE = 500

/**
 * Asks the flow side what a plan would have cut, had it been in force for the last day. Changes nothing. The sources
 * are those of the blocking itself, so that who did not agree counts as not cut.
 */
export async function simulate(
  plan: Plan,
  world: {
    readonly devices: readonly PlannedDevice[]
    readonly grantsOf: GrantsOf
    readonly nowMs: number
    readonly cut: SimulateCut
    readonly actor: string
  },
  onProgress: (done: number, total: number) => void = () => {},
): Promise<Simulation> {
  const endpoints = new Map<string, PlanTarget>()
  for (const { targets } of plan.devices)
    for (const target of targets)
      if (target.target.type === 'endpoint') endpoints.set(target.key, target)
  const sources = new Set(
    plan.devices.flatMap(({ plane, targets }) => {
      const device = world.devices.find(({ name }) => name === plane)
      return device ? [...sourcesOf(device, targets, world)] : []
    }),
  )
  const found: SimulatedTarget[] = []
  const asked = [...endpoints.values()]
  let hasFlows = asked.length === 0
  for (let start = 0; start < asked.length; start += ENDPOINTS_AT_ONCE) {
    const part = asked.slice(start, start + ENDPOINTS_AT_ONCE)
    const cuts = await world.cut({
      endpoints: part.flatMap(({ target }) =>
        target.type === 'endpoint'
          ? [{ address: target.address, protocol: target.protocol, port: target.port }]
          : [],
      ),
      sources: [...sources],
      actor: world.actor,
    })
    if (!cuts) break
    hasFlows = true
    for (const { key, target } of part) {
      const cut = target.type === 'endpoint' ? cuts.get(formatEndpoint(target)) : undefined
      if (cut) found.push({ key, cut })
    }
    onProgress(Math.min(start + ENDPOINTS_AT_ONCE, asked.length), asked.length)
  }
  return {
    planId: plan.id,
    endpoints: asked.length,
    targets: found.sort(byReach),
    hasFlows,
  }
}

function sourcesOf(
  device: PlannedDevice,
  targets: readonly PlanTarget[],
  { grantsOf, nowMs }: { readonly grantsOf: GrantsOf; readonly nowMs: number },
): Iterable<string> {
  const blocking: Blocking = blockingOf(
    device,
    targets.map(({ target }) => target),
    grantsOf,
    nowMs,
  )
  return blocking.sources.keys()
}

const byReach = (one: SimulatedTarget, other: SimulatedTarget): number =>
  other.cut.consenting - one.cut.consenting ||
  other.cut.others - one.cut.others ||
  (one.key < other.key ? -1 : 1)
