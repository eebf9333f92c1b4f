import type { Grant } from '../consent/grant.ts'
import type { BlockScope } from '../consent/scopes.ts'
import { Coverage, type GrantedSource } from './coverage.ts'
import { LeaseMap } from './lease-map.ts'
import { type Target, targetKey } from './target.ts'

export type { GrantedSource } from './coverage.ts'

/** What is left of some targets; none that was not among them. */
export type LeaveOut = (targets: readonly Target[]) => readonly Target[]

export const NO_TARGETS: LeaseMap<Target> = LeaseMap.empty(({ untilMs }) => untilMs)

/** Each target once, with the longest of its leases. */
export function targetsByKey(targets: readonly Target[]): LeaseMap<Target> {
  const longest = new Map<string, Target>()
  for (const target of targets) {
    const key = targetKey(target)
    const held = longest.get(key)
    if (!held || held.untilMs < target.untilMs) longest.set(key, target)
  }
  return NO_TARGETS.with(longest)
}

/**
 * Targets, and for whom: the only thing that a plane accepts. One for each scope; every target holds for every
 * source, so that a plane keeps two sets and never their product. Never changed: what becomes of it is another one,
 * and what differs between the two is found without looking at what stayed.
 */
export class Blocking {
  readonly scope: BlockScope
  readonly byKey: LeaseMap<Target>
  /** By source: each appears once. */
  readonly sources: LeaseMap<GrantedSource>
  readonly #isMade = true

  private constructor(
    scope: BlockScope,
    byKey: LeaseMap<Target>,
    sources: LeaseMap<GrantedSource>,
  ) {
    this.scope = scope
    this.byKey = byKey
    this.sources = sources
  }

  /** As they came, which is what matters most first. */
  get targets(): readonly Target[] {
    return this.byKey.inOrder()
  }

  /**
   * There is no other way to a block than this and `covering`, and none without grants: what no valid grant of the scope
   * covers is not in it. Without grants or targets it is empty, which means that nothing is blocked.
   */
  static of(
    scope: BlockScope,
    targets: readonly Target[],
    grants: readonly Grant[],
    nowMs: number,
  ): Blocking {
    return Blocking.covering(new Coverage(scope, grants, nowMs), targetsByKey(targets), nowMs)
  }

  /** The same for grants that are kept up already. */
  static covering(coverage: Coverage, targets: LeaseMap<Target>, nowMs: number): Blocking {
    const { scope } = coverage
    const unfit = scope === 'block-name' ? [] : namesAmong(targets)
    const kept = targets.without([...unfit, ...targets.endedBy(nowMs)])
    return new Blocking(scope, kept, coverage.at(nowMs))
  }

  /**
   * Fewer targets, and for whom a grant still holds: never for anybody else.
   *
   * @param before what the same `left` made of an earlier one: then only what has changed since is looked at
   */
  narrowed(
    left: LeaveOut,
    nowMs: number,
    before?: { readonly of: Blocking; readonly made: Blocking },
  ): Blocking {
    const changes = this.byKey.changesFrom(before?.of.byKey ?? NO_TARGETS)
    const kept = targetsByKey(left(changes.flatMap(({ after }) => after ?? [])))
    const targets = (before?.made.byKey ?? NO_TARGETS).with(
      changes.map(({ key }) => [key, kept.get(key)] as const),
    )
    return new Blocking(
      this.scope,
      targets.without(targets.endedBy(nowMs)),
      this.sources.without(this.sources.endedBy(nowMs)),
    )
  }

  /** When the first of its targets or grants ends; infinite when none does. Milliseconds since the epoch. */
  get endMs(): number {
    return Math.min(this.byKey.endMs, this.sources.endMs)
  }

  static isBlocking(value: unknown): value is Blocking {
    return typeof value === 'object' && value !== null && #isMade in value
  }
}

/** Looked for once in each map: most of what follows a change of consent would be looking for them again. */
const namesKnown = new WeakMap<LeaseMap<Target>, readonly string[]>()

function namesAmong(targets: LeaseMap<Target>): readonly string[] {
  const known = namesKnown.get(targets)
  if (known) return known
  const keys: string[] = []
  for (const [key, { type }] of targets) if (type === 'name') keys.push(key)
  namesKnown.set(targets, keys)
  return keys
}
