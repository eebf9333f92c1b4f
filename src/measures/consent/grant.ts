import type { ConsentScope } from './scopes.ts'

/** How somebody came to agree: said so, or did not object to general terms that say so. */
export type ConsentBasis = 'opt-in' | 'general-terms'

export type GrantFacts = {
  /** The carrier's own number of the line; opaque here. */
  readonly subscriber: string
  readonly scope: ConsentScope
  readonly basis: ConsentBasis
  /** Of the wording that was shown: `address-blocking/3`. */
  readonly terms: string
  /** Canonical prefixes that are this line's alone at this moment. */
  readonly sources: readonly string[]
  readonly sinceMs: number
  /** Null when it holds until it is withdrawn. Milliseconds since the epoch. */
  readonly untilMs: number | null
}

/**
 * The right to act for one subscriber within one scope. Made by the consent ledger alone, from what the
 * subscriber said last: whoever holds one knows that there is a consent behind it. A class, so that nothing that
 * merely looks like it is taken.
 */
export class Grant implements GrantFacts {
  readonly subscriber: string
  readonly scope: ConsentScope
  readonly basis: ConsentBasis
  readonly terms: string
  readonly sources: readonly string[]
  readonly sinceMs: number
  readonly untilMs: number | null
  /** Without it any object of the same shape would do. */
  readonly #isMade = true

  /** Called in `consent` and nowhere else; `measures.test.ts` holds that. */
  constructor(facts: GrantFacts) {
    this.subscriber = facts.subscriber
    this.scope = facts.scope
    this.basis = facts.basis
    this.terms = facts.terms
    this.sources = facts.sources
    this.sinceMs = facts.sinceMs
    this.untilMs = facts.untilMs
  }

  static isGrant(value: unknown): value is Grant {
    return typeof value === 'object' && value !== null && #isMade in value
  }

  holdsAt(nowMs: number): boolean {
    return this.sinceMs <= nowMs && (this.untilMs === null || nowMs < this.untilMs)
  }
}
