import { z } from 'zod'
import { AUDIT_KINDS, AUDIT_PURPOSES } from '../../core/audit-kind.ts'
import { PURPOSE_IDS } from '../../core/flow-access.ts'
import { Role } from './people.ts'
import { Instant, Sentence, Window } from './shared.ts'

export const PurposeId = z.enum(PURPOSE_IDS)
export const AuditKind = z.enum(AUDIT_KINDS)

/** One line of the hash chain: who looked at, deleted, published or looked up what, and why. */
export const AuditEntry = z.object({
  sequence: z.int(),
  at: Instant,
  kind: AuditKind,
  purpose: z.string(),
  actor: z.string(),
  reason: z.string(),
  /** A statement's digest, a deleted day, a published version. Never an address of a subscriber. */
  subject: z.string(),
  /** The window of flows that was looked at, where there was one. */
  window: Window.nullable(),
  hash: z.string(),
})

export const AuditQuery = z.object({
  from: Instant.optional(),
  to: Instant.optional(),
  actor: z.string().trim().min(1).max(100).optional(),
  purpose: z.enum(AUDIT_PURPOSES).optional(),
  kind: AuditKind.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(40).optional(),
})

export const AuditExportQuery = AuditQuery.omit({ limit: true, cursor: true }).extend({
  format: z.enum(['csv', 'jsonl']).default('csv'),
})

/** Newest first. A page may be short, even empty, although `nextCursor` goes on: each reads a bounded part. */
export const AuditPage = z.object({
  entries: z.array(AuditEntry),
  nextCursor: z.string().nullable(),
})

export const AuditVerdict = z.object({
  isIntact: z.boolean(),
  entryCount: z.int(),
  /** Begun, and their outcome is not recorded. */
  unsettledDeletions: z.int(),
  /** The first line that does not follow from the one before it, and what is wrong with it. */
  brokenAt: z.object({ line: z.int(), why: z.string() }).nullable(),
  /** Hash of the newest line: noted elsewhere, it proves later that nothing before it was rewritten. */
  head: z.string(),
})

/** Why flows may be read, and on which legal ground. */
export const PurposeRow = z.object({
  id: PurposeId,
  name: Sentence,
  ground: Sentence,
  /** Who may look for it; empty: only the service by itself. */
  roles: z.array(Role),
})
export const Purposes = z.object({ purposes: z.array(PurposeRow) })

export type AuditEntry = z.infer<typeof AuditEntry>
export type AuditQuery = z.infer<typeof AuditQuery>
export type AuditExportQuery = z.infer<typeof AuditExportQuery>
export type AuditPage = z.infer<typeof AuditPage>
export type AuditVerdict = z.infer<typeof AuditVerdict>
export type Purposes = z.infer<typeof Purposes>
