import { z } from 'zod'
import { ENDPOINT_KINDS } from '../../../core/endpoint-kind.ts'
import { RECEIPT_PROBES } from '../../../gate/warning/receipt.ts'
import { WARNING_BANDS, WARNING_STATUSES } from '../../../gate/warning/warning.ts'
import { Instant } from '../shared.ts'
import { DisputeRow } from './disputes.ts'
import { WarningUse } from './members.ts'

export const WarningStatus = z.enum(WARNING_STATUSES)
export const WarningBand = z.enum(WARNING_BANDS)

/** The one shape that crosses between organisations. */
export const SharedWarning = z.object({
  id: z.string(),
  address: z.string(),
  protocol: z.string(),
  port: z.int(),
  kind: z.enum(ENDPOINT_KINDS),
  band: WarningBand,
  validFrom: Instant,
  validUntil: Instant,
  status: WarningStatus,
  uses: z.array(WarningUse),
  version: z.int(),
})

export const WarningsQuery = z.object({
  status: WarningStatus.optional(),
  band: WarningBand.optional(),
  use: WarningUse.optional(),
  /** The beginning of an address, or a whole id. */
  search: z.string().trim().max(100).optional(),
  cursor: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
/** What changed last first. */
export const SharedWarnings = z.object({
  warnings: z.array(SharedWarning.extend({ changedAt: Instant })),
  total: z.int(),
  /** By status, without the filter by it. */
  counts: z.partialRecord(WarningStatus, z.int()),
  nextCursor: z.int().nullable(),
})

export const WarningParameters = z.object({ id: z.string().min(1).max(40) })
export const ProofQuery = z.object({ index: z.coerce.number().int().min(0).optional() })

export const SharedWarningDetail = z.object({
  warning: SharedWarning,
  withdrawnAt: Instant.nullable(),
  /** Every word of the hub on it, newest first, and where it stands in the log. */
  statements: z.array(
    z.object({
      index: z.int(),
      statedAt: Instant.nullable(),
      /** Null once it was forgotten. */
      warning: SharedWarning.nullable(),
      isIncluded: z.boolean(),
    }),
  ),
  /** How many members speak for it, of how many groups of companies. */
  voices: z.object({ members: z.int(), groups: z.int() }),
  holders: z.array(
    z.object({
      memberId: z.string(),
      name: z.string(),
      /** Of a warning that was withdrawn `enforces` means that the member has stopped. */
      state: z.enum(['not-given', 'given', 'holds', 'enforces']),
    }),
  ),
  /** What members found who acted on it or looked; nobody is named. */
  judged: z.object({ right: z.int(), wrong: z.int() }),
  /** What members lifted, and whether a look from outside agrees. */
  receipts: z.array(
    z.object({
      memberId: z.string(),
      /** A whole minute; null while a device was not free of it. */
      liftedAt: Instant.nullable(),
      probe: z.enum(RECEIPT_PROBES),
    }),
  ),
  /** Of owners, about this endpoint; newest first. */
  disputes: z.array(DisputeRow),
  /** By day: how many groups saw it; null where so few answered that the number would tell who. */
  seen: z.array(z.object({ day: z.string(), groups: z.int().nullable() })),
})

/** Who speaks for a warning; the look is in the record. */
export const WarningSources = z.object({
  sources: z.array(
    z.object({
      memberId: z.string(),
      name: z.string(),
      group: z.string(),
      warning: SharedWarning,
      receivedAt: Instant,
      isSpeaking: z.boolean(),
    }),
  ),
})

export const FlowQuery = z.object({ hours: z.coerce.number().int().min(1).max(744).default(72) })
export const FlowHour = z.object({
  at: Instant,
  /** Words of members that were taken, and that were refused at the door. */
  taken: z.int(),
  refused: z.int(),
  /** Changes that the hub then stated, and how many of them took something back. */
  stated: z.int(),
  withdrawn: z.int(),
})
export const WarningFlow = z.object({ hours: z.array(FlowHour) })

export type SharedWarning = z.infer<typeof SharedWarning>
export type SharedWarnings = z.infer<typeof SharedWarnings>
export type SharedWarningDetail = z.infer<typeof SharedWarningDetail>
export type WarningSources = z.infer<typeof WarningSources>
export type WarningStatus = z.infer<typeof WarningStatus>
export type WarningBand = z.infer<typeof WarningBand>
export type WarningFlow = z.infer<typeof WarningFlow>
export type FlowHour = z.infer<typeof FlowHour>
