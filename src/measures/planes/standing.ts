import type { Blocking, GrantedSource } from '../block/blocking.ts'
import { type Target, targetKey } from '../block/target.ts'
import type { Capacity } from './plane.ts'

/** From what a device was told last to what it is to hold. Changed is what stays with another end. */
export type Difference = {
  readonly goneSources: readonly string[]
  readonly changedSources: readonly GrantedSource[]
  readonly newSources: readonly GrantedSource[]
  readonly goneTargets: readonly Target[]
  readonly changedTargets: readonly Target[]
  readonly newTargets: readonly Target[]
}

/**
 * What a device was told last. Comparing looks at each source and target once and makes nothing of what stays the
 * same: with 50,000 sources and 10,000 targets that is milliseconds.
 */
export class Standing {
  readonly sources = new Map<string, GrantedSource>()
  readonly targets = new Map<string, Target>()

  readonly #capacity: Capacity
  /** Whether more was wanted than the device takes. */
  isFull = false

  /** @param capacity beyond which the last of what is wanted is left out */
  constructor(capacity: Capacity = UNBOUNDED) {
    this.#capacity = capacity
  }

  /** @param blocking of the one scope that the device serves; without it nothing is to be held */
  difference(blocking: Blocking | undefined): Difference {
    const goneSources: string[] = []
    const changedSources: GrantedSource[] = []
    const newSources: GrantedSource[] = []
    const { targets, sources } = this.#capacity
    const wantedSources = first(blocking?.sources ?? new Map<string, GrantedSource>(), sources)
    const wantedTargets = first(longest(blocking?.targets ?? []), targets)
    this.isFull = wantedSources.size === sources || wantedTargets.size === targets
    for (const [source, granted] of wantedSources) {
      const held = this.sources.get(source)
      if (!held) newSources.push(granted)
      else if (held.grant.untilMs !== granted.grant.untilMs) changedSources.push(granted)
    }
    for (const source of this.sources.keys())
      if (!wantedSources.has(source)) goneSources.push(source)
    return { goneSources, changedSources, newSources, ...this.#targetDifference(wantedTargets) }
  }

  take(difference: Difference): void {
    for (const source of difference.goneSources) this.sources.delete(source)
    for (const granted of [...difference.changedSources, ...difference.newSources])
      this.sources.set(granted.source, granted)
    for (const target of difference.goneTargets) this.targets.delete(targetKey(target))
    for (const target of [...difference.changedTargets, ...difference.newTargets])
      this.targets.set(targetKey(target), target)
  }

  #targetDifference(
    wanted: ReadonlyMap<string, Target>,
  ): Pick<Difference, 'goneTargets' | 'changedTargets' | 'newTargets'> {
    const goneTargets: Target[] = []
    const changedTargets: Target[] = []
    const newTargets: Target[] = []
    for (const [key, target] of wanted) {
      const held = this.targets.get(key)
      if (!held) newTargets.push(target)
      else if (!isSame(held, target)) changedTargets.push(target)
    }
    for (const [key, target] of this.targets) if (!wanted.has(key)) goneTargets.push(target)
    return { goneTargets, changedTargets, newTargets }
  }
}

/** Each target once, with the longest of its leases. */
function longest(targets: readonly Target[]): Map<string, Target> {
  const byKey = new Map<string, Target>()
  for (const target of targets) {
    const key = targetKey(target)
    const held = byKey.get(key)
    if (!held || held.untilMs < target.untilMs) byKey.set(key, target)
  }
  return byKey
}

const UNBOUNDED: Capacity = { targets: null, sources: null }

/** In the order given, which is the plan's: what matters most stands first. */
function first<T>(all: ReadonlyMap<string, T>, countMax: number | null): ReadonlyMap<string, T> {
  return countMax === null || all.size <= countMax ? all : new Map([...all].slice(0, countMax))
}

function isSame(a: Target, b: Target): boolean {
  const exceptions = (target: Target): string =>
    target.type === 'name' ? (target.exceptions ?? []).join(' ') : ''
  return a.untilMs === b.untilMs && exceptions(a) === exceptions(b)
}

export function isEmpty(difference: Difference): boolean {
  return Object.values(difference).every((list) => list.length === 0)
}

export const countOf = (difference: Difference): { added: number; removed: number } => ({
  added: difference.newSources.length + difference.newTargets.length,
  removed: difference.goneSources.length + difference.goneTargets.length,
})
