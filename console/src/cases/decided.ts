import type { Case } from '../../../src/web/schemas/cases.ts'

/** The verbs of the API: `POST /cases/{id}/confirm`, and so on. */
export type DecisionKind = 'confirm' | 'dismiss' | 'reopen'

export type Decided = { readonly kind: DecisionKind; readonly subject: Case; readonly at: number }
