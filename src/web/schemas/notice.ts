import { z } from 'zod'
import { Instant, Sentence } from './shared.ts'

/**
 * `unpublished`: nothing was ever published. `current`: the published notice says what is done. `stale`: the
 * configuration has changed since, and collecting goes on until `graceEndsAt`. `lapsed`: the grace is over.
 */
export const NoticeState = z.enum(['unpublished', 'current', 'stale', 'lapsed'])

/** One paragraph of the notice; `items` are a list below it. */
export const NoticeSection = z.object({
  id: z.string(),
  heading: Sentence,
  text: Sentence,
  items: z.array(Sentence),
})
export const NoticeDocument = z.object({ title: Sentence, sections: z.array(NoticeSection) })

/** One sentence that is in one notice and not in the other; both ends when it was reworded. */
export const NoticeChange = z.object({
  section: z.string(),
  heading: Sentence,
  before: Sentence.nullable(),
  after: Sentence.nullable(),
})

export const NoticeVersion = z.object({
  version: z.int(),
  publishedAt: Instant,
  publishedBy: z.string(),
  note: z.string(),
  /** SHA-256 of what it says; equal digests say the same. */
  digest: z.string(),
})

export const NoticeStanding = z.object({
  state: NoticeState,
  /** Whether collecting and importing are allowed now. */
  mayCollect: z.boolean(),
  published: NoticeVersion.nullable(),
  /** Of what the running configuration would say; `publishNotice` takes it, so that what was read is published. */
  digest: z.string(),
  staleSince: Instant.nullable(),
  graceEndsAt: Instant.nullable(),
  /** Fields of the configuration without which no notice can be published. */
  missing: z.array(z.string()),
  /** From the published notice to what the running configuration would say. */
  changes: z.array(NoticeChange),
  /** What to do next, in a sentence. */
  advice: Sentence,
})

/** `document` is what the running configuration says: the draft of the next version. */
export const Notice = z.object({ standing: NoticeStanding, document: NoticeDocument })

export const NoticeVersions = z.object({ versions: z.array(NoticeVersion) })
export const NoticeVersionDetail = NoticeVersion.extend({ document: NoticeDocument })
export const NoticeParameters = z.object({ version: z.coerce.number().int().min(1).max(1e6) })
export const NoticeDiffQuery = z.object({
  from: z.coerce.number().int().min(1).max(1e6),
  /** The running configuration's draft when left out. */
  to: z.coerce.number().int().min(1).max(1e6).optional(),
})
export const NoticeDiff = z.object({
  from: z.int(),
  to: z.int().nullable(),
  changes: z.array(NoticeChange),
})
export const PublishNotice = z.object({
  note: z.string().trim().min(1).max(500),
  actor: z.string().trim().min(1).max(100).default('operator'),
  /** `digest` of the standing that the publisher has read; refused when something else would be said by now. */
  digest: z.string().max(64).optional(),
})

export type NoticeState = z.infer<typeof NoticeState>
export type NoticeDocument = z.infer<typeof NoticeDocument>
export type NoticeSection = z.infer<typeof NoticeSection>
export type NoticeChange = z.infer<typeof NoticeChange>
export type NoticeVersion = z.infer<typeof NoticeVersion>
export type NoticeStanding = z.infer<typeof NoticeStanding>
export type Notice = z.infer<typeof Notice>
export type NoticeVersions = z.infer<typeof NoticeVersions>
export type NoticeVersionDetail = z.infer<typeof NoticeVersionDetail>
export type NoticeDiff = z.infer<typeof NoticeDiff>
export type PublishNotice = z.input<typeof PublishNotice>
