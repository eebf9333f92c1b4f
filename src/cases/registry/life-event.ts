import type { EventDetails } from './event-details.ts'
import type { Evidence } from './evidence.ts'
import type { CaseEventKind } from './status.ts'

/** As much of an event as a life follows from. */
export type LifeEvent = {
  readonly kind: CaseEventKind
  readonly actor: string
  readonly atMs: number
  /** With `proposed` and `scored`. */
  readonly evidence: Evidence | null
  readonly details: EventDetails | null
}
