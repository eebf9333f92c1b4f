import { z } from 'zod'
import { EndpointKind } from './cases.ts'
import { Instant } from './shared.ts'

export const ListKind = z.enum(['reputation', 'known-good'])

/** What a person states about a list. What is left out stays as it is, or gets its default. */
export const ListStatement = z.strictObject({
  kind: ListKind.optional(),
  terms: z.string().optional(),
  contact: z.string().nullable().optional(),
  url: z.string().nullable().optional(),
  format: z
    .enum([
      'plain',
      'csv',
      'json',
      'json-lines',
      'stix',
      'misp-feed',
      'misp-event',
      'misp-warninglist',
      'parquet',
    ])
    .nullable()
    .optional(),
  columns: z.record(z.string(), z.string().max(200)).optional(),
  reliability: z.number().optional(),
  halfLifeDays: z.number().optional(),
  defaultKind: EndpointKind.optional(),
  origin: z.string().nullable().optional(),
  isVerifying: z.boolean().optional(),
  isComplete: z.boolean().optional(),
  refreshSeconds: z.int().nullable().optional(),
  reason: z.string().nullable().optional(),
  validDays: z.number().nullable().optional(),
})

export const ListSource = z.object({
  name: z.string(),
  kind: ListKind,
  terms: z.string().describe('licence or terms of use'),
  contact: z.string().nullable(),
  url: z.string().nullable().describe('without its query, which may hold a key'),
  format: z.string().nullable(),
  reliability: z.number().min(0).max(1),
  halfLifeDays: z.number(),
  defaultKind: EndpointKind,
  origin: z.string().nullable(),
  isVerifying: z.boolean(),
  isComplete: z.boolean(),
  refreshSeconds: z.int().nullable(),
  reason: z.string().nullable(),
  validDays: z.number().nullable(),
  createdAt: Instant,
  removedAt: Instant.nullable(),
  verifiedAt: Instant.nullable().describe('newest import, or answer that nothing had changed'),
  triedAt: Instant.nullable(),
  failure: z.string().nullable().describe('code of the newest attempt when it failed'),
  entryCount: z.int(),
  listedCount: z.int(),
  /** Of the cases that people here decided and that the list named: how many were confirmed, with 95 % bounds. */
  verdicts: z.object({
    confirmed: z.int(),
    dismissed: z.int(),
    precision: z.object({ share: z.number(), lower: z.number(), upper: z.number() }).nullable(),
  }),
})

export const ImportReport = z.object({
  lines: z.int(),
  entries: z.int(),
  added: z.int(),
  relisted: z.int(),
  kept: z.int(),
  changed: z.int(),
  removed: z.int(),
  history: z.int(),
  badLines: z.int(),
  firstBadLines: z.array(z.object({ line: z.int(), reason: z.string() })),
  skipped: z.record(z.string(), z.int()),
})

export const ListFetch = z.object({
  id: z.int(),
  at: Instant,
  actor: z.string(),
  place: z.string(),
  format: z.string().nullable(),
  octets: z.int(),
  outcome: z.enum(['imported', 'unchanged', 'failed', 'removed']),
  code: z.string().nullable(),
  report: ImportReport.nullable(),
})

export const ListEntry = z.object({
  id: z.int(),
  source: z.string(),
  network: z.string().describe('prefix; a single address is a host prefix'),
  protocol: z.string().nullable(),
  port: z.int().nullable(),
  kind: EndpointKind,
  tag: z.string().nullable(),
  reason: z.string().nullable(),
  firstListedAt: Instant,
  lastVerifiedAt: Instant.nullable(),
  lastRemovedAt: Instant.nullable(),
  endsAt: Instant.nullable(),
  fetchId: z.int().describe('the import that brought it'),
  line: z.int(),
})

export const ListSources = z.object({ sources: z.array(ListSource) })
export const ListDetail = z.object({ source: ListSource, fetches: z.array(ListFetch) })
export const ListEntries = z.object({
  entries: z.array(ListEntry),
  nextCursor: z.int().nullable(),
})
export const ListCheck = z.object({
  matches: z.array(ListEntry.extend({ listKind: ListKind, holdsUntil: Instant.nullable() })),
})

export const ListEntriesQuery = z.object({
  source: z.string().max(64).optional(),
  /** An address or a prefix: entries that hold it, or lie in it. */
  address: z.string().max(100).optional(),
  listed: z.stringbool().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.coerce.number().int().min(1).optional(),
})

export const ListCheckQuery = z.object({
  address: z.string().min(1).max(100),
  port: z.coerce.number().int().min(0).max(65_535).optional(),
  at: Instant.optional(),
})

export const ListParameters = z.object({ name: z.string().min(1).max(64) })

/** `POST /control/lists/import`: the options of `noroshi list import`; a file's path is absolute. */
export const ListImportRequest = z.object({
  source: z.string(),
  place: z.string().max(4_096).optional(),
  statement: ListStatement.optional(),
  actor: z.string().trim().min(1).max(100),
  isDryRun: z.boolean().default(false),
  isShrinkingAllowed: z.boolean().default(false),
})

export const ListImportAnswer = z.object({
  source: z.string(),
  format: z.string().nullable(),
  outcome: z.enum(['imported', 'unchanged']),
  isDryRun: z.boolean(),
  report: ImportReport.nullable(),
})

export const ListRemoveRequest = z.object({
  source: z.string(),
  actor: z.string().trim().min(1).max(100),
  note: z.string().trim().min(1).max(2_000),
})

export const ListRemoveAnswer = z.object({ removed: z.int() })

const Days = z.number().nullable()

/** `POST /control/lists/quality`: lists measured against each other and against people's decisions. */
export const ListQuality = z.object({
  sources: z.array(
    z.object({
      source: z.string(),
      voice: z.string(),
      entryCount: z.int(),
      addressCount: z.int(),
      listedCount: z.int(),
      addressOnlyCount: z.int(),
      exclusiveCount: z.int(),
      kinds: z.record(z.string(), z.int()),
      lifetimes: z.object({
        stayCount: z.int(),
        overCount: z.int(),
        lowerDays: Days,
        medianDays: Days,
        upperDays: Days,
      }),
      confirmedCount: z.int(),
      dismissedCount: z.int(),
      precision: z.object({ share: z.number(), lower: z.number(), upper: z.number() }).nullable(),
    }),
  ),
  overlaps: z.array(
    z.object({
      source: z.string(),
      other: z.string(),
      commonCount: z.int(),
      share: z.number(),
      comparableCount: z.int(),
      firstShare: z.number().nullable(),
      followsShare: z.number().nullable(),
      delayDays: z.object({ lower: z.number(), median: z.number(), upper: z.number() }).nullable(),
    }),
  ),
  copying: z.array(z.object({ source: z.string(), from: z.string(), why: z.string() })),
})

export type ListSource = z.infer<typeof ListSource>
export type ListDetail = z.infer<typeof ListDetail>
export type ListSources = z.infer<typeof ListSources>
export type ListEntry = z.infer<typeof ListEntry>
export type ListEntries = z.infer<typeof ListEntries>
export type ListEntriesQuery = z.infer<typeof ListEntriesQuery>
export type ListCheck = z.infer<typeof ListCheck>
export type ListFetch = z.infer<typeof ListFetch>
export type ListImportRequest = z.infer<typeof ListImportRequest>
export type ListImportAnswer = z.infer<typeof ListImportAnswer>
export type ListRemoveRequest = z.infer<typeof ListRemoveRequest>
export type ListQuality = z.infer<typeof ListQuality>
