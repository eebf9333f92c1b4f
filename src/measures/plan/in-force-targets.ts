import { NO_TARGETS } from '../block/blocking.ts'
import type { LeaseMap } from '../block/lease-map.ts'
import type { Target } from '../block/target.ts'
import type { InForce } from './in-force.ts'

/**
 * What is in force on each device, with the ends that its warnings have now. A map whose content stays is the same one
 * as before, and devices that hold the same share one, so that whoever compares sees at once that nothing differs.
 */
export class InForceTargets {
  #byDevice = new Map<string, LeaseMap<Target>>()

  of(device: string): LeaseMap<Target> {
    return this.#byDevice.get(device) ?? NO_TARGETS
  }

  /** @param targets of the newest plan, by key; what it does not know is not held */
  update(devices: readonly string[], inForce: InForce, targets: ReadonlyMap<string, Target>): void {
    const made: LeaseMap<Target>[] = []
    const next = new Map<string, LeaseMap<Target>>()
    for (const device of devices) {
      const before = this.of(device)
      const held = before.with(changesOf(before, inForce.get(device), targets))
      const same = made.find((each) => isSameContent(each, held))
      if (!same) made.push(held)
      next.set(device, same ?? held)
    }
    this.#byDevice = next
  }
}

function* changesOf(
  before: LeaseMap<Target>,
  held: ReadonlyMap<string, string> | undefined,
  targets: ReadonlyMap<string, Target>,
): Generator<readonly [string, Target | undefined]> {
  for (const key of before.keys()) if (!held?.has(key) || !targets.has(key)) yield [key, undefined]
  for (const key of held?.keys() ?? []) {
    const target = targets.get(key)
    const known = before.get(key)
    if (target && !(known && isSame(known, target))) yield [key, target]
  }
}

const isSameContent = (one: LeaseMap<Target>, other: LeaseMap<Target>): boolean =>
  one === other ||
  (one.size === other.size &&
    one.changesFrom(other).every(({ before, after }) => before && after && isSame(before, after)))

/** The key says the rest. */
const isSame = (one: Target, other: Target): boolean =>
  one.untilMs === other.untilMs && one.cause === other.cause
