import type { Case } from '../../../src/web/schemas/cases.ts'

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

/** What takes a decision back within five seconds. What was told to others cannot be untold silently. */
export const UNDONE_BY: Partial<Record<DecisionKind, DecisionKind>> = {
  review: 'reopen',
  confirm: 'reopen',
  dismiss: 'reopen',
  publish: 'decline',
}

export type Decided = { readonly kind: DecisionKind; readonly subject: Case; readonly at: number }
