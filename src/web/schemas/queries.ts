import { z } from 'zod'
import { Instant } from './shared.ts'

/** Both ends or neither; neither is the last 24 hours of what the store holds. */
export const WindowQuery = z.object({ from: Instant.optional(), to: Instant.optional() })

export const FlowSummaryQuery = WindowQuery.extend({
  /** Seconds of one point; chosen to suit the window when left out. */
  step: z.coerce.number().int().min(10).max(86_400).optional(),
})

export const CandidatesQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})

/** Reading flows is written to the audit, with who and why. */
export const ActivityQuery = WindowQuery.extend({
  actor: z.string().trim().min(1).max(100).default('analyst'),
  reason: z.string().trim().min(1).max(200).optional(),
})

export const CaseParameters = z.object({ id: z.string().min(1).max(64) })

export type WindowQuery = z.infer<typeof WindowQuery>
export type FlowSummaryQuery = z.infer<typeof FlowSummaryQuery>
export type CandidatesQuery = z.infer<typeof CandidatesQuery>
export type ActivityQuery = z.infer<typeof ActivityQuery>
export type CaseParameters = z.infer<typeof CaseParameters>
