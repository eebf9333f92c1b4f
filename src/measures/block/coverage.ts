import type { GrantChange } from '../consent/book.ts'
import { Grant } from '../consent/grant.ts'
import type { BlockScope } from '../consent/scopes.ts'
import { LeaseMap } from './lease-map.ts'

/** A line's source prefix, with the right to act on its traffic. */
export type GrantedSource = { readonly source: string; readonly grant: Grant }

/** Every grant that names a source, how many of them hold, and when the next of them begins or ends. */
type Claims = {
  readonly grants: readonly Grant[]
  readonly holdingCount: number
  readonly turnMs: number
}

export const NO_SOURCES: LeaseMap<GrantedSource> = LeaseMap.empty(
  ({ grant }) => grant.untilMs ?? Number.POSITIVE_INFINITY,
)
const NO_CLAIMS: LeaseMap<Claims> = LeaseMap.empty(({ turnMs }) => turnMs)

/**
 * Whose traffic may be acted on within one scope, kept up with every change of consent: a word of one subscriber costs
 * one subscriber, however many there are. What two lines claim is nobody's, and who has not begun or has ended is not in
 * it.
 */
export class Coverage {
  readonly scope: BlockScope
  #claims = NO_CLAIMS
  #covered = NO_SOURCES
  #claimCount = 0
  #nowMs: number

  /** @param grants all there are; what becomes of them is told by `change` */
  constructor(scope: BlockScope, grants: readonly Grant[], nowMs: number) {
    this.scope = scope
    this.#nowMs = nowMs
    this.change({ ended: [], begun: grants })
  }

  /** Sources of all grants that hold, at the instant asked for last; also those that more than one of them names. */
  get claimCount(): number {
    return this.#claimCount
  }

  /** As the ledger tells it; grants of other scopes are left out. */
  change({ ended, begun }: GrantChange): void {
    const touched = new Map<string, readonly Grant[]>()
    const claimed = (source: string): readonly Grant[] =>
      touched.get(source) ?? this.#claims.get(source)?.grants ?? []
    for (const grant of this.#own(ended))
      for (const source of grant.sources)
        touched.set(
          source,
          claimed(source).filter((each) => each !== grant),
        )
    for (const grant of this.#own(begun))
      for (const source of grant.sources) touched.set(source, [...claimed(source), grant])
    this.#settle(touched)
  }

  /** At this instant. */
  at(nowMs: number): LeaseMap<GrantedSource> {
    // After a clock was set back anything may not have begun yet.
    const turned = nowMs < this.#nowMs ? this.#claims.keys() : this.#claims.endedBy(nowMs)
    this.#nowMs = nowMs
    this.#settle(new Map([...turned].map((source) => [source, this.#claims.get(source)!.grants])))
    return this.#covered
  }

  /**
   * Compares with all grants there are, and puts right what differs.
   *
   * @returns how many sources it was; any is a fault of ours
   */
  recheck(grants: readonly Grant[], nowMs: number): number {
    if (this.#isTrueOf(grants, nowMs)) return 0
    const whole = new Coverage(this.scope, grants, nowMs)
    const wrong = whole
      .at(nowMs)
      .changesFrom(this.#covered)
      .filter(({ before, after }) => before?.grant !== after?.grant)
    this.#claims = whole.#claims
    this.#claimCount = whole.#claimCount
    this.#covered = this.#covered.with(wrong.map(({ key, after }) => [key, after] as const))
    return wrong.length
  }

  /** Looks everything up and builds nothing: a subscriber's word may come meanwhile, and must not wait. */
  #isTrueOf(grants: readonly Grant[], nowMs: number): boolean {
    const covered = this.at(nowMs)
    let namedCount = 0
    for (const grant of this.#own(grants))
      for (const source of grant.sources) {
        namedCount++
        if (!this.#claims.get(source)?.grants.includes(grant)) return false
      }
    let claimedCount = 0
    let coveredCount = 0
    for (const [source, { grants: claiming }] of this.#claims) {
      claimedCount += claiming.length
      const holding = claiming.filter((grant) => grant.holdsAt(nowMs))
      if (holding.length !== 1) continue
      coveredCount++
      if (covered.get(source)?.grant !== holding[0]) return false
    }
    return claimedCount === namedCount && coveredCount === covered.size
  }

  *#own(grants: readonly Grant[]): Generator<Grant> {
    for (const grant of grants) {
      if (!Grant.isGrant(grant)) throw new Error('a block needs a grant, not something like one')
      if (grant.scope === this.scope) yield grant
    }
  }

  #settle(touched: ReadonlyMap<string, readonly Grant[]>): void {
    if (touched.size === 0) return
    const claims: [string, Claims | undefined][] = []
    const covered: [string, GrantedSource | undefined][] = []
    for (const [source, grants] of touched) {
      const holding = grants.filter((grant) => grant.holdsAt(this.#nowMs))
      const now = claimsOf(grants, holding.length, this.#nowMs)
      claims.push([source, grants.length > 0 ? now : undefined])
      this.#claimCount += holding.length - (this.#claims.get(source)?.holdingCount ?? 0)
      // Two lines cannot both have it: whose traffic it is is not known, so it is nobody's.
      const grant = holding.length === 1 ? holding[0] : undefined
      const held = this.#covered.get(source)
      covered.push([source, held && held.grant === grant ? held : grant && { source, grant }])
    }
    this.#claims = this.#claims.with(claims)
    this.#covered = this.#covered.with(covered)
  }
}

function claimsOf(grants: readonly Grant[], holdingCount: number, nowMs: number): Claims {
  let turnMs = Number.POSITIVE_INFINITY
  for (const { sinceMs, untilMs } of grants) {
    if (sinceMs > nowMs) turnMs = Math.min(turnMs, sinceMs)
    if (untilMs !== null && untilMs > nowMs) turnMs = Math.min(turnMs, untilMs)
  }
  return { grants, holdingCount, turnMs }
}
