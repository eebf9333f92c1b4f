import type { CaseLife, Undo } from './case-life.ts'
import type { LifeEvent } from './life-event.ts'
import type { CaseEventKind } from './status.ts'

/** Long enough to see what one has done to two hundred cases, too short for anybody to have built on it. */
export const UNDO_MS = 20_000

/** Decisions of which the world outside has been told nothing. */
const UNDOABLE: ReadonlySet<CaseEventKind> = new Set([
  'review-begun',
  'confirmed',
  'dismissed',
  'reopened',
  'publication-requested',
  'publication-declined',
])

/** What a decision leaves to be taken back; null when it cannot be. */
export function undoOf(before: CaseLife, event: LifeEvent): Undo | null {
  if (!UNDOABLE.has(event.kind)) return null
  const { status, kind, request, beforeDispute } = before
  return { by: event.actor, atMs: event.atMs, status, kind, request, beforeDispute }
}

/** The life as it was before the newest decision; `undefined` when that is another's, too old, or none. */
export function undone(life: CaseLife, event: LifeEvent): CaseLife | undefined {
  if (!life.undo) return undefined
  const { by, atMs, ...before } = life.undo
  // The very same name and not only the same person: whoever decides is who signed in.
  if (by !== event.actor || event.atMs - atMs > UNDO_MS) return undefined
  return { ...life, ...before, undo: null }
}
