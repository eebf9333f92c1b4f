import { z } from 'zod'
import { CaseStatus, CaseSummary, EndpointKind } from './cases.ts'
import { ListEntry, ListKind } from './lists.ts'
import { Instant } from './shared.ts'

/** What waits for somebody. */
export const Queues = z.object({
  proposed: z.int(),
  inReview: z.int(),
  /** Confirmed and not asked to be published. */
  confirmed: z.int(),
  awaitingApproval: z.int(),
  /** Of these, not asked for by whoever asks this, who holds the role: theirs to answer. */
  awaitingMyApproval: z.int(),
  disputed: z.int(),
  /** Targets of the plan of measures that come in force only with an approver’s word. */
  awaitingPlan: z.int(),
  /** Warnings whose time ends within a day and within three. */
  endingInDay: z.int(),
  endingInThreeDays: z.int(),
})

export const ApprovalsQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
})
/** The oldest request first. `isMine`: asked for by whoever asks this, so somebody else has to answer. */
export const Approvals = z.object({
  cases: z.array(CaseSummary.extend({ isMine: z.boolean() })),
})

export const CalendarQuery = z.object({
  days: z.coerce.number().int().min(1).max(62).default(31),
  /** Minutes that local time is ahead of UTC, so that a day is the reader's day. */
  offset: z.coerce.number().int().min(-840).max(840).default(0),
})
/** Warnings that end, by day. Days without any are left out. */
export const Calendar = z.object({
  days: z.array(
    z.object({
      /** `2026-11-21`, in local time as stated by `offset`. */
      day: z.string(),
      count: z.int(),
      byKind: z.partialRecord(EndpointKind, z.int()),
    }),
  ),
})

/** Filters of the list of cases, as they stand in its address. */
export const ViewQuery = z.strictObject({
  status: CaseStatus.optional(),
  awaiting: z.enum(['approval']).optional(),
  search: z.string().max(100).optional(),
  sort: z.enum(['probability', 'changed', 'clients']).optional(),
})
export const SavedView = z.object({
  name: z.string(),
  query: ViewQuery,
  savedAt: Instant,
})
export const SavedViews = z.object({ views: z.array(SavedView) })
/** One with the same name is replaced. */
export const SaveView = z.object({ name: z.string().trim().min(1).max(60), query: ViewQuery })
export const RemoveView = z.object({ name: z.string().trim().min(1).max(60) })

/** One address, or a range of at most 2^16 IPv4 or a /32 of IPv6; the look-up is in the audit. */
export const CheckQuery = z.object({
  target: z.string().trim().min(1).max(60),
  reason: z.string().trim().min(1).max(200),
  actor: z.string().trim().min(1).max(100).default('analyst'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})
export const Check = z.object({
  /** Canonical prefix. */
  target: z.string(),
  cases: z.array(CaseSummary),
  caseCount: z.int(),
  listed: z.array(ListEntry.extend({ listKind: ListKind })),
  listedCount: z.int(),
})

/** How long endpoints of a kind lived, by our own closed cases, and the lease that follows. */
export const Lifetimes = z.object({
  kinds: z.array(
    z.object({
      kind: EndpointKind,
      /** Lives that were seen to their end, and those that still run. */
      endedCount: z.int(),
      runningCount: z.int(),
      /** Configured: what counts while few lives are known. */
      priorHours: z.number(),
      halfLifeHours: z.number(),
      /** What a warning of this kind holds without another wish. */
      leaseHours: z.number(),
    }),
  ),
})

/** `secondsLeft` after a decision, whoever took it may take it back as if it had not been. */
export const UndoDecisions = z.object({
  ids: z.array(z.string().max(40)).min(1).max(200),
  actor: z.string().trim().min(1).max(100).default('analyst'),
})

export type Queues = z.infer<typeof Queues>
export type Approvals = z.infer<typeof Approvals>
export type Calendar = z.infer<typeof Calendar>
export type ViewQuery = z.infer<typeof ViewQuery>
export type SavedView = z.infer<typeof SavedView>
export type SavedViews = z.infer<typeof SavedViews>
export type SaveView = z.infer<typeof SaveView>
export type Check = z.infer<typeof Check>
export type Lifetimes = z.infer<typeof Lifetimes>
