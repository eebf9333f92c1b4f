import type { ConsentBook } from './book.ts'
import type { ConsentBasis } from './grant.ts'
import { CONSENT_SCOPES, type ConsentScope } from './scopes.ts'

/** Of one scope, in subscribers under contract. */
export type ScopeStatistics = {
  readonly scope: ConsentScope
  /** Of the latest wording; null while nobody can be asked. */
  readonly terms: string | null
  readonly agreed: Readonly<Record<ConsentBasis, number>>
  readonly withdrawn: number
  /** Their consent ended because changed terms were not answered. */
  readonly lapsed: number
  /** Agreed to earlier terms, were asked again, and still have time to answer. */
  readonly askedAgain: number
  /** Never answered. */
  readonly unanswered: number
}

export type ConsentStatistics = {
  readonly subscribers: number
  /** With an address at present. */
  readonly online: number
  readonly pausing: number
  readonly scopes: readonly ScopeStatistics[]
}

/** Somebody who was asked again and has not answered; null: never asked before, and nothing ends. */
export type Unanswered = { readonly subscriber: string; readonly endsAtMs: number | null }

export function statisticsOf(
  book: Pick<ConsentBook, 'standings' | 'terms'>,
  nowMs: number,
): ConsentStatistics {
  const living = [...book.standings()].filter(({ contractEndedAtMs }) => contractEndedAtMs === null)
  return {
    subscribers: living.length,
    online: living.filter(({ lines }) => lines.size > 0).length,
    pausing: living.filter(({ pausedUntilMs }) => (pausedUntilMs ?? 0) > nowMs).length,
    scopes: CONSENT_SCOPES.map((scope) => {
      const agreed = { 'opt-in': 0, 'general-terms': 0 }
      const counts = { withdrawn: 0, lapsed: 0, askedAgain: 0, unanswered: 0 }
      for (const { answers } of living) {
        const answer = answers.get(scope)
        if (!answer) counts.unanswered++
        else if (answer.kind === 'withdrawn') counts.withdrawn++
        else if (answer.kind === 'lapsed') counts.lapsed++
        else {
          const lapse = book.terms.lapseOf(answer.terms)
          if (lapse && lapse.atMs <= nowMs) counts.lapsed++
          else {
            agreed[answer.basis]++
            if (lapse) counts.askedAgain++
          }
        }
      }
      return { scope, terms: book.terms.latest(scope)?.id ?? null, agreed, ...counts }
    }),
  }
}

export function unansweredOf(
  book: Pick<ConsentBook, 'standings' | 'terms'>,
  scope: ConsentScope,
  limit: number,
): readonly Unanswered[] {
  const found: Unanswered[] = []
  for (const { subscriber, answers, contractEndedAtMs } of book.standings()) {
    if (contractEndedAtMs !== null) continue
    const answer = answers.get(scope)
    if (answer?.kind === 'withdrawn') continue
    if (answer?.kind === 'granted' && book.terms.isOpen(answer.terms)) continue
    const lapse = answer?.kind === 'granted' ? book.terms.lapseOf(answer.terms) : null
    found.push({ subscriber, endsAtMs: lapse?.atMs ?? null })
  }
  const end = ({ endsAtMs }: Unanswered): number => endsAtMs ?? Number.POSITIVE_INFINITY
  return found
    .sort((one, other) => end(one) - end(other) || (one.subscriber < other.subscriber ? -1 : 1))
    .slice(0, limit)
}
