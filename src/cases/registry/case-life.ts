import type { EndpointKind } from '../../core/endpoint-kind.ts'
import type { WarningStatus } from '../../gate/warning/warning.ts'
import type { CaseStatus } from './status.ts'
import type { Voice } from './voices.ts'

/** Everything about a case that follows from its events and from nothing else. */
export type CaseLife = {
  readonly status: CaseStatus
  /** What a person said the endpoint is. */
  readonly kind: EndpointKind
  readonly voices: readonly Voice[]
  /** Somebody wants it published; a second person has to agree. */
  readonly request: { readonly by: string; readonly atMs: number; readonly validMs: number } | null
  /**
   * What the world was told, and holds until it is told otherwise. It outlives the status: a case that is
   * reopened after a retraction must not make the retraction disappear.
   */
  readonly warning: WarningLife | null
  /** Where a disputed case returns to when it is upheld. */
  readonly beforeDispute: CaseStatus | null
  /** Until the next event that decides something, and for a few seconds: undo.ts. */
  readonly undo: Undo | null
  /** Events that were not allowed in their place: damaged or forged history, said nothing by the fold. */
  readonly ignoredCount: number
}

export type WarningLife = {
  readonly status: WarningStatus
  readonly validFromMs: number
  readonly validUntilMs: number
  /** When the endpoint was last known to answer. */
  readonly answeredAtMs: number
  readonly version: number
}

/** How a case stood before the newest decision that may still be taken back. */
export type Undo = Pick<CaseLife, 'status' | 'kind' | 'request' | 'beforeDispute'> & {
  readonly by: string
  readonly atMs: number
}
