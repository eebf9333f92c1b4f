import type { CaseSummary } from '../../../src/web/schemas/cases.ts'

/** The verbs of the API: `POST /cases/{id}/confirm`, and so on. */
export type DecisionKind =
  | 'review'
  | 'confirm'
  | 'dismiss'
  | 'reopen'
  | 'publish'
  | 'approve'
  | 'decline'
  | 'dispute'
  | 'uphold'
  | 'release'
  | 'retract'

/**
 * Others hear of these, and cannot unhear them. So they are held back for as long as undoing lasts, and only
 * then sent; the service itself takes any other decision back.
 */
const HELD: ReadonlySet<DecisionKind> = new Set([
  'approve',
  'dispute',
  'uphold',
  'release',
  'retract',
])
export const isHeld = (kind: DecisionKind): boolean => HELD.has(kind)

/** What may be decided about many cases at once. Publishing and answering a dispute are read one by one. */
export const BULK_KINDS = ['confirm', 'dismiss', 'review', 'reopen', 'decline', 'retract'] as const
export type BulkKind = (typeof BULK_KINDS)[number]

export function isBulk(kind: DecisionKind): kind is BulkKind {
  return (BULK_KINDS as readonly string[]).includes(kind)
}

/** What a person said, as the API takes it. Who said it is who signed in. */
export type Statement = {
  readonly note: string
  readonly override?: string
  readonly kind?: string
  readonly validHours?: number
}

export type Question = {
  readonly kind: DecisionKind
  readonly subjects: readonly CaseSummary[]
  /** From an attempt that was refused. */
  readonly statement?: Statement
  readonly refusal?: string
}

/** `waits`: not sent yet. `done`: the service has it. `undone`: it was taken back. */
export type Decided = Question & {
  readonly statement: Statement
  readonly state: 'waits' | 'done' | 'undone'
  readonly at: number
  /** Of many: which were done. */
  readonly doneIds: readonly string[]
  readonly refusedCount: number
}
