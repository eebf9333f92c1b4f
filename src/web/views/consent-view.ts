import { type ImportReport, ROW_FAULTS, type RowFault } from '../../measures/consent/index.ts'
import type { ConsentLedger } from '../../measures/consent/ledger.ts'
import { CONSENT_SCOPES } from '../../measures/consent/scopes.ts'
import type { Terms } from '../../measures/consent/terms.ts'
import type { ConsentDay } from '../../measures/consent/timeline.ts'
import { WORDING_TEMPLATES } from '../../measures/consent/wordings.ts'
import type {
  AllTerms,
  ConsentTerms,
  ImportConsentAnswer,
  SubscriberStanding,
} from '../schemas/consent.ts'
import type { ConsentTimeline } from '../schemas/consent-desk.ts'
import { instant } from './time-window.ts'

const DAY_MS = 86_400_000

export function termsView({ graceMs, publishedAtMs, ...terms }: Terms): ConsentTerms {
  const wording = { ...terms.wording, points: [...terms.wording.points] }
  return { ...terms, wording, graceDays: graceMs / DAY_MS, publishedAt: instant(publishedAtMs) }
}

export function allTermsView(ledger: Pick<ConsentLedger, 'book'>): AllTerms {
  return {
    terms: ledger.book.terms.all().map(termsView),
    templates: CONSENT_SCOPES.map((scope) => {
      const wording = WORDING_TEMPLATES[scope]
      return { scope, wording: { ...wording, points: [...wording.points] } }
    }),
  }
}

/** Throws `ConsentError` SUBSCRIBER_NOT_FOUND. */
export function standingView(
  ledger: Pick<ConsentLedger, 'standing' | 'book'>,
  subscriber: string,
  nowMs: number,
): SubscriberStanding {
  const standing = ledger.standing(subscriber)
  const { lines, pausedUntilMs, contractEndedAtMs, head, sequence } = standing
  return {
    subscriber: standing.subscriber,
    lines: [...lines.keys()].sort(),
    pausedUntil: pausedUntilMs !== null && pausedUntilMs > nowMs ? instant(pausedUntilMs) : null,
    contractEndedAt: contractEndedAtMs === null ? null : instant(contractEndedAtMs),
    answers: CONSENT_SCOPES.map((scope) => {
      const answer = standing.answers.get(scope)
      const terms = answer && 'terms' in answer ? answer.terms : null
      const lapse = answer?.kind === 'granted' ? ledger.book.terms.lapseOf(answer.terms) : null
      return {
        scope,
        answer: answer?.kind ?? ('none' as const),
        isInForce: ledger.book.grantOf(standing.subscriber, scope)?.holdsAt(nowMs) ?? false,
        terms,
        at: answer ? instant(answer.atMs) : null,
        endsAt: lapse ? instant(lapse.atMs) : null,
      }
    }),
    head,
    events: sequence,
  }
}

export function importView({ faults, ...report }: ImportReport): ImportConsentAnswer {
  return { ...report, faults: faults.map(faultView) }
}

const faultView = ({ line, code }: RowFault) => ({ line, code, text: { ...ROW_FAULTS[code] } })

export function timelineView(changes: readonly ConsentDay[]): ConsentTimeline {
  const agreed = new Map<string, number>()
  return {
    days: changes.map((change) => {
      const count = (agreed.get(change.scope) ?? 0) + change.begun - change.ended
      agreed.set(change.scope, count)
      return { ...change, agreed: count }
    }),
  }
}
