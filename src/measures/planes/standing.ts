import { type Blocking, type GrantedSource, NO_TARGETS } from '../block/blocking.ts'
import { NO_SOURCES } from '../block/coverage.ts'
import type { LeaseMap } from '../block/lease-map.ts'
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
  /** What it is to hold, whole. */
  readonly wanted: Held
}

type Held = { readonly sources: LeaseMap<GrantedSource>; readonly targets: LeaseMap<Target> }

/**
 * What a device was told last. Comparing costs what has changed: what stayed is shared by what is wanted now and what
 * was wanted then.
 */
export class Standing {
  readonly #capacity: Capacity
  #held: Held = { sources: NO_SOURCES, targets: NO_TARGETS }
  /** Whether more was wanted than the device takes. */
  isFull = false

  /** @param capacity beyond which the last of what is wanted is left out */
  constructor(capacity: Capacity = UNBOUNDED) {
    this.#capacity = capacity
  }

  get sources(): LeaseMap<GrantedSource> {
    return this.#held.sources
  }

  get targets(): LeaseMap<Target> {
    return this.#held.targets
  }

  /** @param blocking of the one scope that the device serves; without it nothing is to be held */
  difference(blocking: Blocking | undefined): Difference {
    const all = { sources: blocking?.sources ?? NO_SOURCES, targets: blocking?.byKey ?? NO_TARGETS }
    const wanted = {
      sources: first(all.sources, this.#capacity.sources, ({ source }) => source),
      targets: first(all.targets, this.#capacity.targets, targetKey),
    }
    this.isFull =
      wanted.sources.size === this.#capacity.sources ||
      wanted.targets.size === this.#capacity.targets
    const sources = sorted(wanted.sources, this.#held.sources, isSameGrant)
    const targets = sorted(wanted.targets, this.#held.targets, isSameTarget)
    return {
      goneSources: sources.gone.map(({ source }) => source),
      changedSources: sources.changed,
      newSources: sources.come,
      goneTargets: targets.gone,
      changedTargets: targets.changed,
      newTargets: targets.come,
      wanted,
    }
  }

  take({ wanted }: Difference): void {
    this.#held = wanted
  }
}

const UNBOUNDED: Capacity = { targets: null, sources: null }

/** In the order given, which is the plan's: what matters most stands first. */
function first<Value>(
  all: LeaseMap<Value>,
  countMax: number | null,
  keyOf: (value: Value) => string,
): LeaseMap<Value> {
  if (countMax === null || all.size <= countMax) return all
  return all.without(all.inOrder().slice(countMax).map(keyOf))
}

function sorted<Value>(
  wanted: LeaseMap<Value>,
  held: LeaseMap<Value>,
  isSame: (one: Value, other: Value) => boolean,
): { readonly gone: Value[]; readonly changed: Value[]; readonly come: Value[] } {
  const gone: Value[] = []
  const changed: Value[] = []
  const come: Value[] = []
  for (const { before, after } of wanted.changesFrom(held))
    if (after === undefined) gone.push(before!)
    else if (before === undefined) come.push(after)
    else if (!isSame(before, after)) changed.push(after)
  return { gone, changed, come }
}

const isSameGrant = (one: GrantedSource, other: GrantedSource): boolean =>
  one.grant.untilMs === other.grant.untilMs

function isSameTarget(a: Target, b: Target): boolean {
  const exceptions = (target: Target): string =>
    target.type === 'name' ? (target.exceptions ?? []).join(' ') : ''
  return a.untilMs === b.untilMs && exceptions(a) === exceptions(b)
}

export function isEmpty({ wanted: _, ...lists }: Difference): boolean {
  return Object.values(lists).every((list) => list.length === 0)
}

export const countOf = (difference: Difference): { added: number; removed: number } => ({
  added: difference.newSources.length + difference.newTargets.length,
  removed: difference.goneSources.length + difference.goneTargets.length,
})
