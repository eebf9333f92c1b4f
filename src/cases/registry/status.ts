/** The words for where a case stands and for what happens to it. How one follows from the other: life.ts. */
export const CASE_STATUSES = [
  'proposed',
  'in-review',
  'confirmed',
  'published',
  'disputed',
  'expired',
  'retracted',
  'released',
  'dismissed',
] as const
export type CaseStatus = (typeof CASE_STATUSES)[number]

export const CASE_EVENT_KINDS = [
  /** Evidence of a detector that opens a case, or brings an expired one back. */
  'proposed',
  'scored',
  /** Evidence of any other source: evidence-item.ts. */
  'evidenced',
  'review-begun',
  'confirmed',
  'dismissed',
  'reopened',
  'publication-requested',
  'publication-declined',
  /** A second person approved. */
  'published',
  /** Flows still show it: the lease is renewed. */
  'reverified',
  'disputed',
  /** The dispute was heard, and the case stands. */
  'upheld',
  /** The dispute was heard, and the endpoint is let go. */
  'released',
  /** We were wrong. */
  'retracted',
  /** Time ran out. */
  'expired',
  /** Whoever decided took it back within seconds, as if it had not been. */
  'undone',
] as const
export type CaseEventKind = (typeof CASE_EVENT_KINDS)[number]
