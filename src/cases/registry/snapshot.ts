import { type Band, type Evidence, leadingReason, type Reason } from './evidence.ts'
import { type CaseEventKind, type CaseStatus, nextStatus } from './status.ts'

/** One entry of a case's history. Evidence comes with `proposed` and `scored`, a note with decisions. */
export type CaseEvent = {
  readonly sequence: number
  readonly kind: CaseEventKind
  readonly atMs: number
  readonly actor: string
  readonly note: string | null
  readonly evidence: Evidence | null
}

/** What a list needs of a case without reading its events; it can be derived again at any time. */
export type CaseSnapshot = {
  readonly status: CaseStatus
  readonly probability: number
  readonly band: Band
  readonly clients: number
  readonly proposedAtMs: number
  /** The newest event. */
  readonly changedAtMs: number
  /** The newest evidence. */
  readonly scoredAtMs: number
  readonly leadingReason: Reason | null
  readonly eventCount: number
}

/**
 * The snapshot after one more event: used when an event is appended and when a snapshot is rebuilt,
 * so that both agree. An event that is not allowed leaves the status as it is.
 */
export function applyEvent(before: CaseSnapshot | undefined, event: CaseEvent): CaseSnapshot {
  const { atMs, evidence } = event
  if (!before) {
    if (!evidence) throw new Error('the first event of a case carries its evidence')
    return {
      ...ofEvidence(evidence, atMs),
      status: nextStatus('proposed', event.kind) ?? 'proposed',
      proposedAtMs: atMs,
      changedAtMs: atMs,
      eventCount: 1,
    }
  }
  return {
    ...before,
    ...(evidence ? ofEvidence(evidence, atMs) : {}),
    status: nextStatus(before.status, event.kind) ?? before.status,
    changedAtMs: atMs,
    eventCount: before.eventCount + 1,
  }
}

function ofEvidence(evidence: Evidence, atMs: number) {
  const { probability, band, clients } = evidence
  return { probability, band, clients, scoredAtMs: atMs, leadingReason: leadingReason(evidence) }
}
