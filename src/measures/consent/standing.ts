import { CHAIN_START, type Channel, type ConsentEvent } from './event.ts'
import type { ConsentBasis } from './grant.ts'
import type { ConsentScope } from './scopes.ts'

/** What a subscriber said last of one scope. */
export type Answer =
  | {
      readonly kind: 'granted'
      readonly terms: string
      readonly basis: ConsentBasis
      readonly atMs: number
      readonly channel: Channel
    }
  | { readonly kind: 'withdrawn'; readonly atMs: number }
  | { readonly kind: 'lapsed'; readonly atMs: number; readonly terms: string }

/** Everything that follows from one subscriber's events and from nothing else. */
export type Standing = {
  readonly subscriber: string
  readonly sequence: number
  /** Of the newest event. */
  readonly head: string
  /** Canonical prefixes that are this line's now, and since when as the carrier said. */
  readonly lines: ReadonlyMap<string, number>
  readonly answers: ReadonlyMap<ConsentScope, Answer>
  readonly pausedUntilMs: number | null
  readonly contractEndedAtMs: number | null
}

export const NO_STANDING: Omit<Standing, 'subscriber'> = {
  sequence: 0,
  head: CHAIN_START,
  lines: new Map(),
  answers: new Map(),
  pausedUntilMs: null,
  contractEndedAtMs: null,
}

/** The standing after one more event; the one before stays as it was. */
export function standingAfter(before: Standing, event: ConsentEvent): Standing {
  const { sequence, hash: head, atMs, channel, fact } = event
  const base = { ...before, sequence, head }
  const answered = (scope: ConsentScope, answer: Answer): Standing => ({
    ...base,
    answers: new Map(before.answers).set(scope, answer),
  })
  switch (fact.kind) {
    case 'granted': {
      const { scope, terms, basis } = fact
      return answered(scope, { kind: 'granted', terms, basis, atMs, channel })
    }
    case 'withdrawn':
      return answered(fact.scope, { kind: 'withdrawn', atMs })
    case 'lapsed':
      return answered(fact.scope, { kind: 'lapsed', atMs, terms: fact.terms })
    case 'paused':
      return { ...base, pausedUntilMs: fact.untilMs }
    case 'resumed':
      return { ...base, pausedUntilMs: null }
    case 'line-assigned': {
      const lines = new Map(before.lines)
      for (const prefix of fact.prefixes) lines.set(prefix, fact.sinceMs)
      return { ...base, lines }
    }
    case 'line-ended': {
      const lines = new Map(before.lines)
      for (const prefix of fact.prefixes) lines.delete(prefix)
      return { ...base, lines }
    }
    case 'contract-ended':
      return { ...base, lines: new Map(), answers: new Map(), contractEndedAtMs: atMs }
  }
}
