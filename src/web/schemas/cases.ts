import { z } from 'zod'
import { OBJECTIONS } from '../../cases/registry/collateral-gate.ts'
import { EVIDENCE_SOURCES, STANCES } from '../../cases/registry/evidence-item.ts'
import { CASE_EVENT_KINDS, CASE_STATUSES } from '../../cases/registry/status.ts'
import { ENDPOINT_KINDS } from '../../core/endpoint-kind.ts'
import { WARNING_STATUSES } from '../../gate/warning/warning.ts'
import { Reason } from './detection.ts'
import { Band, Endpoint, Instant } from './shared.ts'

export const CaseStatus = z.enum(CASE_STATUSES)

export const EndpointKind = z.enum(ENDPOINT_KINDS)

/** Why publishing was objected to; a person may override each with a reason. */
export const Objection = z.enum(OBJECTIONS)

export const CollateralEstimate = z.object({
  days: z.number(),
  subscribersPerDay: z.number(),
  consentingPerDay: z.number().nullable(),
  answeredPerDay: z.number(),
  ageDays: z.number(),
  otherServices: z.int(),
  otherSubscribersPerDay: z.number(),
  knownGood: z.string().nullable(),
})

/** Who would be hurt, as counts. `estimate` is null when nothing can be said. */
export const Collateral = z.object({
  estimate: CollateralEstimate.nullable(),
  objections: z.array(Objection),
})

export const EvidenceItem = z.object({
  source: z.enum(EVIDENCE_SOURCES),
  /** Evidences of one origin are one voice. */
  origin: z.string(),
  observedAt: Instant,
  stance: z.enum(STANCES),
  text: z.string(),
  counts: z.record(z.string(), z.number()),
})

export const CaseEvent = z.object({
  sequence: z.int(),
  kind: z.enum(CASE_EVENT_KINDS),
  at: Instant,
  /** A person, or the part of the service that acted by itself. */
  actor: z.string(),
  note: z.string().nullable(),
  probability: z.number().nullable(),
  /** Of `evidenced`. */
  evidence: EvidenceItem.nullable(),
  /** Of a publication: what was known of the harm, and why it was done all the same. */
  collateral: Collateral.nullable(),
  override: z.string().nullable(),
  /** Of `published` and `reverified`: the end of the lease from then on. */
  validUntil: Instant.nullable(),
})

/** What the world was told of the case. It ends by itself, and outlives the status. */
export const CaseWarning = z.object({
  status: z.enum(WARNING_STATUSES),
  validFrom: Instant,
  validUntil: Instant,
  version: z.int(),
})

export const CaseSummary = z.object({
  id: z.string(),
  endpoint: Endpoint,
  status: CaseStatus,
  kind: EndpointKind,
  proposedAt: Instant,
  /** The newest event. */
  changedAt: Instant,
  /** The newest evidence. */
  scoredAt: Instant,
  probability: z.number(),
  band: Band,
  clients: z.int(),
  leadingReason: Reason.nullable(),
  /** Independent origins that speak for it, and against it. */
  voicesFor: z.int(),
  voicesAgainst: z.int(),
  /** Somebody asked for publication, and a second person has not answered yet. */
  publicationRequest: z.object({ by: z.string(), at: Instant, validHours: z.number() }).nullable(),
  warning: CaseWarning.nullable(),
})

export const Case = CaseSummary.extend({
  reasons: z.array(Reason),
  against: z.array(Reason),
  history: z.array(CaseEvent),
})

export const Cases = z.object({
  cases: z.array(CaseSummary),
  total: z.int(),
  counts: z.record(CaseStatus, z.int()),
  nextCursor: z.string().nullable(),
})

export const CasesQuery = z.object({
  status: CaseStatus.optional(),
  /** `approval`: only those that wait for a second person. */
  awaiting: z.enum(['approval']).optional(),
  /** Part of an address or an endpoint. */
  search: z.string().max(100).optional(),
  sort: z.enum(['probability', 'changed', 'clients']).default('probability'),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(200).optional(),
})

export const EndingQuery = z.object({
  hours: z.coerce
    .number()
    .min(0)
    .max(24 * 31)
    .default(24),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})
export const EndingCases = z.object({ cases: z.array(CaseSummary) })

/** Body of every decision. A decision without a reason is not a decision. */
export const Decision = z.object({
  note: z.string().trim().min(1).max(2000),
  actor: z.string().trim().min(1).max(100).default('analyst'),
})
export const Confirmation = Decision.extend({ kind: EndpointKind.optional() })
export const Publication = Decision.extend({
  validHours: z
    .number()
    .min(1)
    .max(24 * 31)
    .optional(),
  /** Why it is to be published although others are hurt. */
  override: z.string().trim().min(1).max(2000).optional(),
})
export const NewEvidence = EvidenceItem.extend({
  origin: z.string().trim().min(1).max(100),
  text: z.string().trim().min(1).max(1000),
  counts: z.record(z.string().max(40), z.number()).default({}),
  actor: z.string().trim().min(1).max(100).default('analyst'),
})
export const CollateralQuery = z.object({
  actor: z.string().trim().min(1).max(100).default('analyst'),
})

/** One plain decision on many cases. */
export const BulkDecision = Decision.extend({
  verb: z.enum(['review', 'confirm', 'dismiss', 'reopen', 'decline', 'retract']),
  ids: z.array(z.string().max(40)).min(1).max(200),
})
export const BulkAnswer = z.object({
  outcomes: z.array(z.object({ id: z.string(), refusal: z.string().nullable() })),
  /** Until then whoever decided may take it all back (`undoDecisions`); null: nothing to take back. */
  undoUntil: Instant.nullable(),
})

export type CaseStatus = z.infer<typeof CaseStatus>
export type EndpointKind = z.infer<typeof EndpointKind>
export type Objection = z.infer<typeof Objection>
export type Collateral = z.infer<typeof Collateral>
export type CaseEvent = z.infer<typeof CaseEvent>
export type CaseSummary = z.infer<typeof CaseSummary>
export type Case = z.infer<typeof Case>
export type Cases = z.infer<typeof Cases>
export type CasesQuery = z.infer<typeof CasesQuery>
export type EndingCases = z.infer<typeof EndingCases>
export type Decision = z.infer<typeof Decision>
export type Confirmation = z.infer<typeof Confirmation>
export type Publication = z.infer<typeof Publication>
export type NewEvidence = z.input<typeof NewEvidence>
export type BulkDecision = z.infer<typeof BulkDecision>
export type BulkAnswer = z.infer<typeof BulkAnswer>
