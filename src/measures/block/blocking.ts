import { Grant } from '../consent/grant.ts'
import type { BlockScope } from '../consent/scopes.ts'
import type { Target } from './target.ts'

/** A line's source prefix, with the right to act on its traffic. */
export type GrantedSource = { readonly source: string; readonly grant: Grant }

/**
 * Targets, and for whom: the only thing that a plane accepts. One for each scope; every target holds for every
 * source, so that a plane keeps two sets and never their product.
 */
export class Blocking {
  readonly scope: BlockScope
  readonly targets: readonly Target[]
  /** By source: each appears once. */
  readonly sources: ReadonlyMap<string, GrantedSource>
  readonly #isMade = true

  private constructor(
    scope: BlockScope,
    targets: readonly Target[],
    sources: ReadonlyMap<string, GrantedSource>,
  ) {
    this.scope = scope
    this.targets = targets
    this.sources = sources
  }

  /**
   * There is no other way to a block, and none without grants: what no valid grant of the scope covers is not in
   * it. Without grants or targets it is empty, which means that nothing is blocked.
   */
  static of(
    scope: BlockScope,
    targets: readonly Target[],
    grants: readonly Grant[],
    nowMs: number,
  ): Blocking {
    const sources = new Map<string, GrantedSource>()
    const claimed = new Set<string>()
    for (const grant of grants) {
      if (!Grant.isGrant(grant)) throw new Error('a block needs a grant, not something like one')
      if (grant.scope !== scope || !grant.holdsAt(nowMs)) continue
      for (const source of grant.sources) {
        // Two lines cannot both have it: whose traffic it is is not known, so it is nobody's.
        if (claimed.has(source)) sources.delete(source)
        else sources.set(source, { source, grant })
        claimed.add(source)
      }
    }
    const kept = targets.filter(
      ({ type, untilMs }) => nowMs < untilMs && (type === 'endpoint' || scope === 'block-name'),
    )
    return new Blocking(scope, kept, sources)
  }

  /** For these targets instead, and for whom a grant still holds: never for anybody else. */
  narrowed(targets: readonly Target[], nowMs: number): Blocking {
    const kept = targets.filter(
      ({ type, untilMs }) =>
        nowMs < untilMs && (type === 'endpoint' || this.scope === 'block-name'),
    )
    const ended = [...this.sources.values()].some(({ grant }) => !grant.holdsAt(nowMs))
    const sources = ended
      ? new Map([...this.sources].filter(([, { grant }]) => grant.holdsAt(nowMs)))
      : this.sources
    return new Blocking(this.scope, kept, sources)
  }

  /** When the first of its targets or grants ends; infinite when none does. Milliseconds since the epoch. */
  nextEndMs(nowMs: number): number {
    let endMs = Number.POSITIVE_INFINITY
    for (const { untilMs } of this.targets) if (untilMs > nowMs) endMs = Math.min(endMs, untilMs)
    for (const { grant } of this.sources.values())
      if (grant.untilMs !== null && grant.untilMs > nowMs) endMs = Math.min(endMs, grant.untilMs)
    return endMs
  }

  static isBlocking(value: unknown): value is Blocking {
    return typeof value === 'object' && value !== null && #isMade in value
  }
}
