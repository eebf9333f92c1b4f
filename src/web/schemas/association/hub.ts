import { z } from 'zod'
import { HUB_EVENT_KINDS } from '../../../gate/hub/tables.ts'
import { RECEIPT_PROBES } from '../../../gate/warning/receipt.ts'
import { Role } from '../people.ts'
import { Instant } from '../shared.ts'
import { Alarm, HubEvent, MemberId, MemberRow } from './members.ts'
import { FlowHour, SharedWarning, WarningStatus } from './warnings.ts'

/** The transparency log, as anybody could find out, and what only the hub knows of it. */
export const LogState = z.object({
  origin: z.string(),
  /** To be compared with what members were given: a signed-note verifier key. */
  verifierKey: z.string(),
  size: z.int(),
  /** SHA-256, base64. */
  root: z.string(),
  checkpoint: z.string(),
  /** Entries that wait for a checkpoint. */
  waiting: z.int(),
  lastStatedAt: Instant.nullable(),
  /** Entries that were made to say nothing. */
  forgotten: z.int(),
  witnesses: z.array(z.object({ name: z.string(), seenAt: Instant })),
  /** By a time-stamping authority; null when there is none. */
  stamp: z.object({ size: z.int(), at: Instant.nullable() }).nullable(),
})

const MemberMention = MemberRow.pick({
  id: true,
  name: true,
  condition: true,
  position: true,
  endsAt: true,
  behind: true,
  invitedUntil: true,
})

/** Everything that has to be seen at once. */
export const AssociationOverview = z.object({
  hub: z.string(),
  isSynthetic: z.boolean(),
  members: z.object({
    receiving: z.int(),
    reached: z.int(),
    unreached: z.array(MemberMention),
    behind: z.array(MemberMention),
    ending: z.array(MemberMention),
    invited: z.array(MemberMention),
    suspended: z.array(MemberMention),
  }),
  warnings: z.partialRecord(WarningStatus, z.int()),
  version: z.int(),
  day: z.array(FlowHour),
  ledger: z.object({
    withdrawals: z.int(),
    members: z.int(),
    oldestAt: Instant.nullable(),
  }),
  disputes: z.object({ open: z.int(), overdue: z.int(), nextDueAt: Instant.nullable() }),
  log: LogState.omit({ checkpoint: true }),
  alarms: z.array(Alarm),
})

export const AssociationLedger = z.object({
  /** Who keeps us waiting longest first. */
  members: z.array(
    z.object({
      memberId: z.string(),
      name: z.string(),
      contacts: z.array(z.string()),
      status: z.string(),
      withdrawals: z.int(),
      oldestAt: Instant,
      contactAt: Instant.nullable(),
      chasedAt: Instant.nullable(),
    }),
  ),
  withdrawals: z.array(
    z.object({
      warning: SharedWarning,
      withdrawnAt: Instant,
      memberIds: z.array(z.string()),
    }),
  ),
  withdrawalCount: z.int(),
  /** What members lifted, and what a look from outside said; newest first. */
  receipts: z.array(
    z.object({
      memberId: z.string(),
      name: z.string(),
      warningId: z.string(),
      /** Null once the hub has forgotten it. */
      warning: SharedWarning.nullable(),
      /** A whole minute; null while a device was not free of it. */
      liftedAt: Instant.nullable(),
      receivedAt: Instant,
      probe: z.enum(RECEIPT_PROBES),
      planes: z.int(),
    }),
  ),
})
export const Chase = z.object({ memberId: MemberId })

export const RecordQuery = z.object({
  kind: z.enum(HUB_EVENT_KINDS).optional(),
  memberId: MemberId.optional(),
  actor: z.string().trim().min(1).max(100).optional(),
  cursor: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})
/** Newest first. */
export const HubRecord = z.object({
  events: z.array(HubEvent),
  nextCursor: z.int().nullable(),
})

export const PeopleRecordQuery = RecordQuery.pick({ cursor: true, limit: true })
/** Who let whom in and gave or took which role, newest first. */
export const PeopleRecord = z.object({
  events: z.array(
    z.object({
      sequence: z.int(),
      at: Instant,
      actor: z.string(),
      kind: z.string(),
      personId: z.string(),
      roles: z.array(Role).nullable(),
    }),
  ),
  nextCursor: z.int().nullable(),
})

/** How right and how fast each member is, as counts: who reads a share sees of how many. */
export const MemberStatisticsRow = z.object({
  memberId: z.string(),
  name: z.string(),
  accuracy: z.object({
    warned: z.int(),
    retracted: z.int(),
    released: z.int(),
    disputed: z.int(),
    agreed: z.int(),
    judgedRight: z.int(),
    judgedWrong: z.int(),
  }),
  speed: z.object({
    acknowledged: z.int(),
    medianAcknowledgeMs: z.number().nullable(),
    dropped: z.int(),
    medianDropMs: z.number().nullable(),
  }),
})
export const AssociationStatistics = z.object({
  days: z.int(),
  members: z.array(MemberStatisticsRow),
})

export type LogState = z.infer<typeof LogState>
export type AssociationOverview = z.infer<typeof AssociationOverview>
export type AssociationLedger = z.infer<typeof AssociationLedger>
export type PeopleRecord = z.infer<typeof PeopleRecord>
export type HubRecord = z.infer<typeof HubRecord>
export type HubEventKind = NonNullable<z.infer<typeof RecordQuery>['kind']>
export type MemberStatisticsRow = z.infer<typeof MemberStatisticsRow>
export type AssociationStatistics = z.infer<typeof AssociationStatistics>
