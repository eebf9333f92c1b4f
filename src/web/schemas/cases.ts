import { z } from 'zod'
import { Reason } from './detection.ts'
import { Band, Endpoint, Instant } from './shared.ts'

/** This version walks proposed → confirmed | dismissed, and back by `reopened`. */
export const CaseStatus = z.enum(['proposed', 'confirmed', 'dismissed'])

export const CaseEvent = z.object({
  sequence: z.int(),
  kind: z.enum(['proposed', 'scored', 'confirmed', 'dismissed', 'reopened']),
  at: Instant,
  /** A person, or the part of the service that acted by itself. */
  actor: z.string(),
  note: z.string().nullable(),
  probability: z.number().nullable(),
})

export const CaseSummary = z.object({
  id: z.string(),
  endpoint: Endpoint,
  status: CaseStatus,
  proposedAt: Instant,
  /** The newest event. */
  changedAt: Instant,
  /** The newest evidence. */
  scoredAt: Instant,
  probability: z.number(),
  band: Band,
  clients: z.int(),
  leadingReason: Reason.nullable(),
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
  /** Part of an address or an endpoint. */
  search: z.string().max(100).optional(),
  sort: z.enum(['probability', 'changed', 'clients']).default('probability'),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(200).optional(),
})

/** Body of confirm, dismiss and reopen. A decision without a reason is not a decision. */
export const Decision = z.object({
  note: z.string().trim().min(1).max(2000),
  actor: z.string().trim().min(1).max(100).default('analyst'),
})

export type CaseStatus = z.infer<typeof CaseStatus>
export type CaseEvent = z.infer<typeof CaseEvent>
export type CaseSummary = z.infer<typeof CaseSummary>
export type Case = z.infer<typeof Case>
export type Cases = z.infer<typeof Cases>
export type CasesQuery = z.infer<typeof CasesQuery>
export type Decision = z.infer<typeof Decision>
