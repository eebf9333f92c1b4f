import type { CasePage, CaseSummary } from '../cases/registry/find.ts'
import type { Case } from '../cases/registry/get.ts'
import type { CaseStatus } from '../cases/registry/status.ts'
import type * as schema from './schemas/cases.ts'
import { instant } from './time-window.ts'

/** From the registry's words to the API's: instants as text, evidence without what a list repeats. */

export function caseView(one: Case): schema.Case {
  return {
    ...summaryView(one),
    reasons: [...one.reasons],
    against: [...one.against],
    history: one.history.map(({ sequence, kind, atMs, actor, note, evidence }) => ({
      sequence,
      kind,
      at: instant(atMs),
      actor,
      note,
      probability: evidence?.probability ?? null,
    })),
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

function summaryView(summary: CaseSummary): schema.CaseSummary {
  return {
    id: summary.id,
    endpoint: summary.endpoint,
    status: summary.status,
    proposedAt: instant(summary.proposedAtMs),
    changedAt: instant(summary.changedAtMs),
    scoredAt: instant(summary.scoredAtMs),
    probability: summary.probability,
    band: summary.band,
    clients: summary.clients,
    leadingReason: summary.leadingReason,
  }
}
