import type { Prefix } from '../../core/prefix.ts'

/** What the association decided about hearing disputes. */
export type DisputeSettings = {
  /** From filing to the first decision. */
  readonly decisionHours: number
  /** Whether a warning is suspended as soon as an owner who proved control files a dispute. */
  readonly isSuspending: boolean
  /** After so many disputes of an address that came to nothing in 30 days, the next one suspends nothing by itself. */
  readonly unfoundedCountMax: number
  /** So many warnings a day are suspended without a person: a criminal with a thousand servers has a thousand proofs. */
  readonly suspensionsPerDay: number
  readonly appealDays: number
  /** How long a release holds against members; longer than any lease that ran when it was given. */
  readonly releaseHoldsDays: number
  /** Statement and contact are deleted so long after the end. */
  readonly keepTextsDays: number
  /** Networks that the hub never asks for a proof, beyond what is no public address: its own. */
  readonly neverAsked: readonly Prefix[]
  /** Loopback and documentation addresses may be asked and disputed. */
  readonly isLaboratory: boolean
}

/** Of leases, 92 days is the longest that passes the lint. */
export const DISPUTE_DEFAULTS: DisputeSettings = {
  decisionHours: 24,
  isSuspending: true,
  unfoundedCountMax: 2,
  suspensionsPerDay: 50,
  appealDays: 14,
  releaseHoldsDays: 92,
  keepTextsDays: 90,
  neverAsked: [],
  isLaboratory: false,
}

/** Opened and not proved: three days are a weekend and a day. */
export const CLAIM_LASTS_DAYS = 3
/** An address may be somebody else's after that. */
export const PROOF_LASTS_DAYS = 7
export const CHECK_COUNT_MAX = 10
export const UNFOUNDED_DAYS = 30
