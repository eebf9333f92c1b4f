import { z } from 'zod'
import { Instant } from './shared.ts'

const Failure = z.object({
  code: z.string(),
  /** The hub's own code, where it was the hub that refused. */
  hubCode: z.string().nullable(),
  since: Instant,
})

/** `/hub`: our part in the association's hub. Null while none was joined. */
export const HubMembership = z.object({
  membership: z
    .object({
      hub: z.string(),
      member: z.string(),
      url: z.string(),
      /** Whether what is published here goes there by itself. */
      publishes: z.boolean(),
      list: z.object({
        version: z.int(),
        warnings: z.int(),
        inForce: z.int(),
        /** The newest good list was asked for at. */
        takenAt: Instant.nullable(),
        failure: Failure.nullable(),
      }),
      log: z
        .object({
          /** Entries of the transparency log that we have followed. */
          size: z.int(),
          witnesses: z.int().describe('that have seen its newest checkpoint'),
          quorum: z.int(),
        })
        .nullable(),
      outbox: z.object({
        waiting: z.int(),
        taken: z.int(),
        refusedCount: z.int(),
        deliveredAt: Instant.nullable(),
        failure: Failure.extend({ attempts: z.int(), nextAt: Instant }).nullable(),
        /** The newest 200. */
        refused: z.array(
          z.object({ caseId: z.string(), code: z.string(), version: z.int(), at: Instant }),
        ),
      }),
      /** Of what was lifted here on the hub's word, and what others say of what we took back. */
      receipts: z.object({
        waiting: z.int(),
        taken: z.int(),
        refused: z.int(),
        failureCode: z.string().nullable(),
        ours: z.array(
          z.object({
            caseId: z.string(),
            version: z.int(),
            members: z.int(),
            reachable: z.int(),
            notReachable: z.int(),
            notProbed: z.int(),
            notLifted: z.int(),
            liftedAt: Instant.nullable(),
          }),
        ),
      }),
    })
    .nullable(),
})

/** Who has spoken with the association, and what about. */
export const OutboxRetry = z.object({
  actor: z.string().trim().min(1).max(100).default('approver'),
  reason: z.string().trim().min(1).max(400),
})

export const OutboxRetried = z.object({ count: z.int() })

export type HubMembership = z.infer<typeof HubMembership>
export type OutboxRetry = z.infer<typeof OutboxRetry>
