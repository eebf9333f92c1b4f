import { z } from 'zod'
import { plainText } from '../../../core/plain-text.ts'
import { DISPUTE_STATUSES } from '../../../gate/disputes/life.ts'
import { OUTCOMES, REASON_CODES, type ReasonCode } from '../../../gate/disputes/reasons.ts'
import { Endpoint, Instant, Sentence } from '../shared.ts'

export const DisputeStatus = z.enum(DISPUTE_STATUSES)
export const DisputeOutcome = z.enum(OUTCOMES)
const Reason = z.enum(REASON_CODES as [ReasonCode, ...ReasonCode[]])
const Proposal = z.object({ outcome: DisputeOutcome, reason: z.string(), proposedBy: z.string() })

export const DisputeRow = z.object({
  id: z.string(),
  /** Null when it was forgotten. */
  endpoint: Endpoint.nullable(),
  warningId: z.string().nullable(),
  status: DisputeStatus,
  filedAt: Instant,
  /** When a decision is due. */
  dueAt: Instant,
  isOverdue: z.boolean(),
  /** Whether nothing is enforced while it is heard. */
  isSuspended: z.boolean(),
  isAppealed: z.boolean(),
  proposal: Proposal.nullable(),
  endedAt: Instant.nullable(),
})
/** What waits first, the soonest due first. */
export const Disputes = z.object({
  disputes: z.array(DisputeRow),
  decisionHours: z.number(),
  open: z.int(),
  overdue: z.int(),
  /** Claims to an address whose owner has yet to prove control. */
  claims: z.array(
    z.object({ id: z.string(), address: z.string(), openedAt: Instant, endsAt: Instant }),
  ),
})

export const DisputeDetail = z.object({
  dispute: DisputeRow.extend({
    /** How the owner proved control of the address. */
    proof: z
      .object({
        kind: z.string(),
        at: Instant,
        officer: z.string().nullable(),
        how: z.string().nullable(),
      })
      .nullable(),
    decisions: z.array(Proposal.extend({ decidedBy: z.string(), at: Instant })),
    appealsUntil: Instant.nullable(),
    releasedUntil: Instant.nullable(),
  }),
  events: z.array(
    z.object({
      at: Instant,
      actor: z.string(),
      kind: z.string(),
      details: z.record(z.string(), z.union([z.string(), z.boolean()])).nullable(),
    }),
  ),
  /** What the owner wrote, and what officers wrote to the owner or to each other. */
  texts: z.array(z.object({ at: Instant, author: z.string(), kind: z.string(), body: z.string() })),
  /** How a dispute may end, in words that an owner understands. */
  reasons: z.array(z.object({ code: z.string(), outcome: DisputeOutcome, text: Sentence })),
})

const TEXT_LENGTH_MAX = 4_000
const Text = z.string().max(TEXT_LENGTH_MAX).transform(plainText)
const Said = Text.pipe(z.string().min(1))

export const DisputesQuery = z.object({ ended: z.enum(['yes', 'no']).default('no') })
export const DisputeParameters = z.object({ id: z.string().min(1).max(40) })
export const DisputeProposal = z.object({
  outcome: DisputeOutcome,
  reason: Reason,
  /** For officers only. */
  text: Text.optional(),
})
/** For the owner to read. */
export const DisputeDecision = z.object({ text: Text.optional() })
export const DisputeText = z.object({ text: Said })
export const ContactProof = z.object({
  /** Of the claim, as the owner reads it out. */
  reference: z.string().trim().min(1).max(40),
  how: Said,
})

export type DisputeStatus = z.infer<typeof DisputeStatus>
export type DisputeOutcome = z.infer<typeof DisputeOutcome>
export type DisputeRow = z.infer<typeof DisputeRow>
export type DisputeList = z.infer<typeof Disputes>
export type DisputeDetail = z.infer<typeof DisputeDetail>
