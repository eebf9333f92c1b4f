import { canonicalHash } from '../../gate/warning/trust/canonical-json.ts'
import { Blocking } from '../block/blocking.ts'
import type { Target } from '../block/target.ts'
import type { Grant } from '../consent/grant.ts'
import type { BlockScope } from '../consent/scopes.ts'
import type { Plane } from '../planes/plane.ts'
import type { InForce } from './in-force.ts'
import type { LeftOut } from './left-out.ts'
import { byPriorityHolding, type PlanTarget } from './rank.ts'
import type { WorthyTargets } from './worthy-targets.ts'

/** What planning has to know of a device. */
export type PlannedDevice = Pick<Plane, 'name' | 'kind' | 'capacity'>

/** What one device is to hold. */
export type DevicePlan = {
  readonly plane: string
  readonly kind: Plane['kind']
  readonly scope: BlockScope
  /** Prefixes of those who agreed and have an address now. */
  readonly sourceCount: number
  /** Prefixes for which the device had no room. */
  readonly sourcesLeftOut: number
  /** In the order of their priority. */
  readonly targets: readonly PlanTarget[]
  readonly leftOut: readonly LeftOut[]
}

export type Plan = {
  /** Over what would be blocked where, and why; who agreed, and ends that move, leave it as it is. */
  readonly id: string
  readonly madeAtMs: number
  readonly devices: readonly DevicePlan[]
  /** Left out everywhere. */
  readonly leftOut: readonly LeftOut[]
}

/**
 * Under which consent a device acts: one that answers names needs consent that names them, and does then what
 * addresses need as well; every other knows addresses only.
 */
export const SCOPE_OF_PLANE: Readonly<Record<Plane['kind'], BlockScope>> = {
  nftables: 'block-address',
  flowspec: 'block-address',
  stream: 'block-address',
  rpz: 'block-name',
}

export type GrantsOf = (scope: BlockScope) => readonly Grant[]

export function makePlan(
  worthy: WorthyTargets,
  devices: readonly PlannedDevice[],
  world: { readonly grantsOf: GrantsOf; readonly inForce: InForce; readonly nowMs: number },
): Plan {
  const { grantsOf, inForce, nowMs } = world
  const covered = new Map<BlockScope, number>()
  const coveredBy = (scope: BlockScope): number => {
    const known = covered.get(scope) ?? countSources(grantsOf(scope), nowMs)
    covered.set(scope, known)
    return known
  }
  const planned = devices.map((device) =>
    planDevice(
      device,
      worthy.targets,
      coveredBy(SCOPE_OF_PLANE[device.kind]),
      inForce.get(device.name),
    ),
  )
  return {
    id: planIdOf(planned),
    madeAtMs: nowMs,
    devices: planned,
    leftOut: worthy.leftOut,
  }
}

/** The one way from a plan to what planes are given: with the grants in its arguments. */
export function blockingOf(
  device: PlannedDevice,
  targets: readonly Target[],
  grantsOf: GrantsOf,
  nowMs: number,
): Blocking {
  const scope = SCOPE_OF_PLANE[device.kind]
  const grants = grantsOf(scope)
  return Blocking.of(scope, targets, withinCapacity(grants, device.capacity.sources, nowMs), nowMs)
}

function planDevice(
  { name: plane, kind, capacity }: PlannedDevice,
  worthy: readonly PlanTarget[],
  covered: number,
  held: ReadonlyMap<string, string> | undefined,
): DevicePlan {
  const scope = SCOPE_OF_PLANE[kind]
  const isFit = ({ target }: PlanTarget): boolean =>
    target.type === 'endpoint' || scope === 'block-name'
  const room = capacity.targets ?? Number.POSITIVE_INFINITY
  const fit = worthy.filter(isFit)
  const ranked =
    fit.length > room ? fit.toSorted(byPriorityHolding((key) => held?.has(key) ?? false)) : fit
  const sourceCount = Math.min(covered, capacity.sources ?? Number.POSITIVE_INFINITY)
  return {
    plane,
    kind,
    scope,
    sourceCount,
    sourcesLeftOut: covered - sourceCount,
    targets: ranked.slice(0, room),
    leftOut: [
      ...worthy
        .filter((target) => !isFit(target))
        .map(({ key }) => ({ key, plane, reason: 'not-for-device' as const })),
      ...ranked.slice(room).map(({ key }) => ({ key, plane, reason: 'capacity' as const })),
    ],
  }
}

function countSources(grants: readonly Grant[], nowMs: number): number {
  let count = 0
  for (const grant of grants) if (grant.holdsAt(nowMs)) count += grant.sources.length
  return count
}

/** Who agreed first, where a device cannot hold all of them; whole lines, never half of one. */
function withinCapacity(
  grants: readonly Grant[],
  room: number | null,
  nowMs: number,
): readonly Grant[] {
  if (room === null) return grants
  const holding = grants.filter((grant) => grant.holdsAt(nowMs))
  if (holding.reduce((sum, { sources }) => sum + sources.length, 0) <= room) return holding
  const order = holding.toSorted(
    (one, other) => one.sinceMs - other.sinceMs || (one.subscriber < other.subscriber ? -1 : 1),
  )
  const kept: Grant[] = []
  let left = room
  for (const grant of order)
    if (grant.sources.length <= left) {
      kept.push(grant)
      left -= grant.sources.length
    }
  return kept
}

function planIdOf(devices: readonly DevicePlan[]): string {
  return canonicalHash(
    devices.map(({ plane, scope, targets }) => ({
      plane,
      scope,
      targets: targets.map(({ key, target }) => `${key} ${target.cause}`).sort(),
    })),
  ).slice(0, 32)
}
