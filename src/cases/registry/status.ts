/**
 * The life of a case as a table. Evidence (`proposed`, `scored`) never moves a status: a person's
 * decision stands against every later score, and only a person takes it back.
 */
export const CASE_STATUSES = ['proposed', 'confirmed', 'dismissed'] as const
export const CASE_EVENT_KINDS = [
  'proposed',
  'scored',
  'confirmed',
  'dismissed',
  'reopened',
] as const

export type CaseStatus = (typeof CASE_STATUSES)[number]
export type CaseEventKind = (typeof CASE_EVENT_KINDS)[number]
/** What a person does; needs a note. */
export type DecisionKind = Exclude<CaseEventKind, 'proposed' | 'scored'>

const DECISIONS: Readonly<Record<CaseStatus, Partial<Record<DecisionKind, CaseStatus>>>> = {
  proposed: { confirmed: 'confirmed', dismissed: 'dismissed' },
  confirmed: { reopened: 'proposed' },
  dismissed: { reopened: 'proposed' },
}

/** The status after one more event; `undefined` when that event is not allowed now. */
export function nextStatus(status: CaseStatus, kind: CaseEventKind): CaseStatus | undefined {
  if (kind === 'proposed' || kind === 'scored') return status
  return DECISIONS[status][kind]
}

/**
 * The one derivation of a status. Total: an event that was not allowed in its place says nothing,
 * so that a damaged history still leads to a legal status.
 */
export function deriveStatus(kinds: Iterable<CaseEventKind>): CaseStatus {
  let status: CaseStatus = 'proposed'
  for (const kind of kinds) status = nextStatus(status, kind) ?? status
  return status
}
