import type { InForce } from './in-force.ts'
import type { LeftOutReason } from './left-out.ts'
import type { DevicePlan, Plan } from './make-plan.ts'
import type { PlanTarget } from './rank.ts'

/** One target on one device. */
export type Placed = { readonly plane: string; readonly key: string; readonly cause: string }
export type AddedLine = Placed & { readonly target: PlanTarget }
export type RemovedLine = Placed & { readonly reason: LeftOutReason }
export type Difference = {
  readonly added: readonly AddedLine[]
  readonly removed: readonly RemovedLine[]
}

/** From what is in force to what is planned; every line with its reason. */
export function differenceTo(plan: Plan, inForce: InForce): Difference {
  const added: AddedLine[] = []
  const removed: RemovedLine[] = []
  const devices = new Map(plan.devices.map((device) => [device.plane, device]))
  for (const device of plan.devices) {
    const held = inForce.get(device.plane)
    for (const target of device.targets)
      if (!held?.has(target.key))
        added.push({
          plane: device.plane,
          key: target.key,
          cause: target.target.cause,
          target,
        })
  }
  for (const [plane, held] of inForce) {
    const device = devices.get(plane)
    const planned = new Set(device?.targets.map(({ key }) => key))
    const reasons = reasonsOf(plan, device)
    for (const [key, cause] of held)
      if (!planned.has(key))
        removed.push({ plane, key, cause, reason: reasons.get(key) ?? 'unnamed' })
  }
  return { added, removed }
}

/** Distinct targets among the added: the same on two devices is one decision. */
export const countTargets = (added: readonly Placed[]): number =>
  new Set(added.map(({ key }) => key)).size

function reasonsOf(plan: Plan, device: DevicePlan | undefined): Map<string, LeftOutReason> {
  return new Map(
    [...plan.leftOut, ...(device?.leftOut ?? [])].map(({ key, reason }) => [key, reason]),
  )
}
