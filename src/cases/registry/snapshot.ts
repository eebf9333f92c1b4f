import { type Band, type Evidence, leadingReason, type Reason } from './evidence.ts'
import { type CaseLife, live, NEWBORN } from './life.ts'
import type { LifeEvent } from './life-event.ts'

/** One entry of a case's history. Evidence comes with `proposed` and `scored`, a note with decisions. */
export type CaseEvent = LifeEvent & { readonly sequence: number; readonly note: string | null }

/** What a list needs of a case without reading its events; it can be derived again at any time. */
export type CaseSnapshot = CaseLife & {
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
 * so that both agree. An event that is not allowed is counted and leaves the life as it is.
 */
export function applyEvent(before: CaseSnapshot | undefined, event: CaseEvent): CaseSnapshot {
  const { atMs, evidence } = event
  if (!before) {
    if (!evidence) throw new Error('the first event of a case carries its evidence')
    return {
      ...live(NEWBORN, event),
      ...ofEvidence(evidence, atMs),
      proposedAtMs: atMs,
      changedAtMs: atMs,
      eventCount: 1,
    }
  }
  return {
    ...before,
    ...live(lifeOf(before), event),
    ...(evidence ? ofEvidence(evidence, atMs) : {}),
    changedAtMs: atMs,
    eventCount: before.eventCount + 1,
  }
}

/** The part of a snapshot that is its life, and nothing else. */
export function lifeOf(snapshot: CaseLife): CaseLife {
  const { status, kind, voices, request, warning, beforeDispute, undo, ignoredCount } = snapshot
  return { status, kind, voices, request, warning, beforeDispute, undo, ignoredCount }
}

function ofEvidence(evidence: Evidence, atMs: number) {
  const { probability, band, clients } = evidence
  return { probability, band, clients, scoredAtMs: atMs, leadingReason: leadingReason(evidence) }
}
