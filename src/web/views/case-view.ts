import type { EvidenceItem } from '../../cases/registry/evidence-item.ts'
import type { CasePage, CaseSummary } from '../../cases/registry/find.ts'
import type { Case } from '../../cases/registry/get.ts'
import type { PublicationRequest } from '../../cases/registry/publish.ts'
import type { Registry } from '../../cases/registry/registry.ts'
import type { CaseEvent } from '../../cases/registry/snapshot.ts'
import type { CaseStatus } from '../../cases/registry/status.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import type * as schema from '../schemas/cases.ts'
import { instant } from './time-window.ts'

/** From the registry's words to the API's: instants as text, evidence without what a list repeats. */

export function caseView(one: Case): schema.Case {
  return {
    ...summaryView(one),
    reasons: [...one.reasons],
    against: [...one.against],
    history: one.history.map(eventView),
  }
}

export function casesView(page: CasePage, counts: Record<CaseStatus, number>): schema.Cases {
  return {
    cases: page.cases.map(summaryView),
    total: page.total,
    counts,
    nextCursor: page.nextCursor,
  }
}

export function summaryView(summary: CaseSummary): schema.CaseSummary {
  const { request, warning, voices } = summary
  const count = (wanted: string) => voices.filter(({ stance }) => stance === wanted).length
  return {
    id: summary.id,
    endpoint: summary.endpoint,
    status: summary.status,
    kind: summary.kind,
    proposedAt: instant(summary.proposedAtMs),
    changedAt: instant(summary.changedAtMs),
    scoredAt: instant(summary.scoredAtMs),
    probability: summary.probability,
    band: summary.band,
    clients: summary.clients,
    leadingReason: summary.leadingReason,
    voicesFor: count('for'),
    voicesAgainst: count('against'),
    publicationRequest: request && {
      by: request.by,
      at: instant(request.atMs),
      validHours: request.validMs / HOUR_MS,
    },
    warning: warning && {
      status: warning.status,
      validFrom: instant(warning.validFromMs),
      validUntil: instant(warning.validUntilMs),
      version: warning.version,
    },
  }
}

/** The registry's query of the API's. */
export function casesQueryOf({ awaiting, ...query }: schema.CasesQuery) {
  return { ...query, isAwaitingApproval: awaiting === 'approval' }
}

export function publicationOf({ validHours, ...rest }: schema.Publication): PublicationRequest {
  return { ...rest, validMs: validHours === undefined ? undefined : validHours * HOUR_MS }
}

export function evidenceItemOf(
  given: {
    readonly [Name in keyof Omit<EvidenceItem, 'observedAtMs'>]: EvidenceItem[Name]
  } & { readonly observedAt: string },
): EvidenceItem {
  const { source, origin, observedAt, stance, text, counts } = given
  return { source, origin, observedAtMs: Date.parse(observedAt), stance, text, counts }
}

export function collateralView(
  collateral: Awaited<ReturnType<Registry['collateral']>>,
): schema.Collateral {
  return { estimate: collateral.estimate, objections: [...collateral.objections] }
}

function eventView(event: CaseEvent): schema.CaseEvent {
  const { sequence, kind, atMs, actor, note, evidence, details } = event
  const item = details?.item
  return {
    sequence,
    kind,
    at: instant(atMs),
    actor,
    note,
    probability: evidence?.probability ?? null,
    evidence: item
      ? {
          source: item.source,
          origin: item.origin,
          observedAt: instant(item.observedAtMs),
          stance: item.stance,
          text: item.text,
          counts: { ...item.counts },
        }
      : null,
    collateral: details?.objections
      ? { estimate: details.estimate ?? null, objections: [...details.objections] }
      : null,
    override: details?.override ?? null,
    validUntil: details?.validUntilMs === undefined ? null : instant(details.validUntilMs),
  }
}
