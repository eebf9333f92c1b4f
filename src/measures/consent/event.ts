import type { Language } from '../../core/bilingual.ts'
import { canonicalHash } from '../../gate/warning/trust/canonical-json.ts'
import type { ConsentBasis } from './grant.ts'
import type { ConsentScope } from './scopes.ts'

/** How the word reached us. */
export const CHANNELS = ['page', 'api', 'csv', 'paper', 'telephone'] as const
export type Channel = (typeof CHANNELS)[number]

/** What happened. Times are milliseconds since the epoch; prefixes are canonical. */
export type ConsentFact =
  | {
      readonly kind: 'granted'
      readonly scope: ConsentScope
      /** Whose wording was shown, by id and digest. */
      readonly terms: string
      readonly digest: string
      readonly basis: ConsentBasis
      readonly language: Language
      /** When the subscriber said it, which for paper is before it is recorded. */
      readonly saidAtMs: number
    }
  | { readonly kind: 'withdrawn'; readonly scope: ConsentScope }
  | {
      readonly kind: 'lapsed'
      readonly scope: ConsentScope
      readonly terms: string
      /** Terms that asked again and were not answered. */
      readonly because: string
    }
  | { readonly kind: 'paused'; readonly untilMs: number }
  | { readonly kind: 'resumed' }
  | {
      readonly kind: 'line-assigned'
      readonly prefixes: readonly string[]
      /** As the carrier states it. */
      readonly sinceMs: number
    }
  | { readonly kind: 'line-ended'; readonly prefixes: readonly string[] }
  | { readonly kind: 'contract-ended' }

export type ConsentDraft = {
  readonly subscriber: string
  readonly channel: Channel
  /** Who recorded it: `subscriber`, a person's id, the carrier's system. */
  readonly actor: string
  readonly fact: ConsentFact
}

/** One line of a subscriber's history, chained to the one before: changing any shows in all after it. */
export type ConsentEvent = ConsentDraft & {
  /** Of all events in this ledger. */
  readonly number: number
  /** 1, 2, 3 … within the subscriber. */
  readonly sequence: number
  readonly atMs: number
  /** Of this event and the hash before; the subscriber's receipt. */
  readonly hash: string
}

/** What the first event of a subscriber follows. */
export const CHAIN_START = '0'.repeat(64)

export function hashOfEvent(
  event: Omit<ConsentEvent, 'hash' | 'number'>,
  previous: string,
): string {
  const { subscriber, sequence, atMs, channel, actor, fact } = event
  return canonicalHash({ previous, subscriber, sequence, atMs, channel, actor, fact })
}
