import { z } from 'zod'
import { Instant, Sentence } from './shared.ts'

export const ConsentScope = z.enum([
  'block-address',
  'block-name',
  'gateway-detection',
  'device-alerts',
])
export const ConsentBasis = z.enum(['opt-in', 'general-terms'])
/** How a word reached the carrier; `page` is the subscriber's own page and nobody else's. */
export const RecordedChannel = z.enum(['api', 'paper', 'telephone'])
const Channel = z.enum(['page', 'api', 'csv', 'paper', 'telephone'])
const Actor = z.string().trim().min(1).max(200).default('operator')
const Subscriber = z.string().min(1).max(64).describe('the carrier’s own number of the line')

export const Wording = z.object({
  title: Sentence,
  summary: Sentence,
  points: z.array(Sentence),
})
export const Terms = z.object({
  id: z.string(),
  scope: ConsentScope,
  version: z.int(),
  basis: ConsentBasis,
  /** `material` asked everybody again. */
  change: z.enum(['material', 'editorial']),
  wording: Wording,
  /** SHA-256 of scope, basis and wording (RFC 8785). */
  digest: z.string(),
  graceDays: z.number(),
  publishedAt: Instant,
  publishedBy: z.string(),
  note: z.string(),
})
export const AllTerms = z.object({
  terms: z.array(Terms),
  /** Words to begin with, for each scope. */
  templates: z.array(z.object({ scope: ConsentScope, wording: Wording })),
})
export const PublishTerms = z.object({
  scope: ConsentScope,
  basis: ConsentBasis.default('opt-in'),
  change: z.enum(['material', 'editorial']).default('material'),
  graceDays: z.number().min(0).max(366).default(30),
  /** The template of the scope when left out. */
  wording: Wording.optional(),
  note: z.string().trim().min(1).max(500),
  actor: Actor,
})

export const ScopeStatistics = z.object({
  scope: ConsentScope,
  terms: z.string().nullable(),
  agreed: z.object({ 'opt-in': z.int(), 'general-terms': z.int() }),
  withdrawn: z.int(),
  lapsed: z.int(),
  askedAgain: z.int(),
  unanswered: z.int(),
})
export const ConsentStatistics = z.object({
  subscribers: z.int(),
  online: z.int(),
  pausing: z.int(),
  scopes: z.array(ScopeStatistics),
})

export const UnansweredQuery = z.object({
  scope: ConsentScope,
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
})
export const Unanswered = z.object({
  subscribers: z.array(z.object({ subscriber: z.string(), endsAt: Instant.nullable() })),
})

export const SubscriberParameters = z.object({ subscriber: z.string().max(200) })
export const ConsentAnswer = z.object({
  scope: ConsentScope,
  answer: z.enum(['granted', 'withdrawn', 'lapsed', 'none']),
  /** Whether something may be done on its account at this moment. */
  isInForce: z.boolean(),
  terms: z.string().nullable(),
  at: Instant.nullable(),
  /** When it ends unless changed terms are answered. */
  endsAt: Instant.nullable(),
})
export const SubscriberStanding = z.object({
  subscriber: z.string(),
  lines: z.array(z.string()),
  pausedUntil: Instant.nullable(),
  contractEndedAt: Instant.nullable(),
  answers: z.array(ConsentAnswer),
  /** Hash of the newest event: the subscriber's receipt. */
  head: z.string(),
  events: z.int(),
})

const ConsentEvent = z.object({
  number: z.int(),
  subscriber: z.string(),
  sequence: z.int(),
  atMs: z.number(),
  channel: Channel,
  actor: z.string(),
  fact: z.looseObject({ kind: z.string() }),
  hash: z.string(),
})
/** Checked by `noroshi grant proof --check FILE`, which needs no service and no database. */
export const ConsentProof = z.object({
  format: z.literal('noroshi-consent-proof/1'),
  subscriber: z.string(),
  madeAtMs: z.number(),
  terms: z.array(
    Terms.omit({ graceDays: true, publishedAt: true }).extend({
      graceMs: z.number(),
      publishedAtMs: z.number(),
    }),
  ),
  events: z.array(ConsentEvent),
  head: z.string(),
})

export const GiveConsent = z.object({
  subscriber: Subscriber,
  scope: ConsentScope,
  /** In which the words were shown. */
  language: z.enum(['ja', 'en']).default('ja'),
  /** The latest of the scope when left out. */
  terms: z.string().max(100).optional(),
  /** Of the terms that were shown; refused when they say something else. */
  digest: z.string().max(64).optional(),
  channel: RecordedChannel.default('api'),
  /** For what was said earlier, on paper. */
  saidAt: Instant.optional(),
  actor: Actor,
})
export const WithdrawConsent = z.object({
  subscriber: Subscriber,
  scope: ConsentScope,
  channel: RecordedChannel.default('api'),
  actor: Actor,
})
export const PauseProtection = z.object({
  subscriber: Subscriber,
  hours: z.number().min(0).max(168),
  channel: RecordedChannel.default('api'),
  actor: Actor,
})
export const OfSubscriber = z.object({
  subscriber: Subscriber,
  channel: RecordedChannel.default('api'),
  actor: Actor,
})
export const AssignLines = z.object({
  lines: z
    .array(
      z.object({
        subscriber: Subscriber,
        prefixes: z.array(z.string().max(60)).min(1).max(64),
        /** When the line got them; now when left out. */
        since: Instant.optional(),
      }),
    )
    .min(1)
    .max(500),
  actor: Actor,
})
export const EndLines = OfSubscriber.extend({
  /** All of the subscriber's when left out. */
  prefixes: z.array(z.string().max(60)).max(64).optional(),
})
export const MakeSubscriberLink = z.object({
  subscriber: Subscriber,
  /** A portal that redirects at once takes a fraction. */
  hours: z.number().min(0).max(720).default(72),
  actor: Actor,
})
/** The only time that the secret is seen. */
export const SubscriberLink = z.object({ path: z.string(), expiresAt: Instant })
export const ConsentReceipt = z.object({ at: Instant, hash: z.string() })
export const Recorded = z.object({ isRecorded: z.literal(true) })

export const ImportConsent = z.object({
  /** On this machine. */
  path: z.string().min(1).max(4_096),
  isDryRun: z.boolean().default(false),
  actor: Actor,
})
/** Reading is the first half of it, writing down the second. */
export const ImportConsentProgress = z.object({ done: z.int(), total: z.int() })
export const ImportConsentAnswer = z.object({
  rows: z.int(),
  isRecorded: z.boolean(),
  granted: z.int(),
  withdrawn: z.int(),
  lineChanges: z.int(),
  unchanged: z.int(),
  keptWithdrawn: z.int(),
  faultCount: z.int(),
  faults: z.array(z.object({ line: z.int(), code: z.string(), text: Sentence })),
})

export type AllTerms = z.infer<typeof AllTerms>
export type ConsentTerms = z.infer<typeof Terms>
export type PublishTerms = z.input<typeof PublishTerms>
export type ConsentStatistics = z.infer<typeof ConsentStatistics>
export type Unanswered = z.infer<typeof Unanswered>
export type SubscriberStanding = z.infer<typeof SubscriberStanding>
export type ConsentProof = z.infer<typeof ConsentProof>
export type GiveConsent = z.input<typeof GiveConsent>
export type WithdrawConsent = z.input<typeof WithdrawConsent>
export type ConsentReceipt = z.infer<typeof ConsentReceipt>
export type SubscriberLink = z.infer<typeof SubscriberLink>
export type MakeSubscriberLink = z.input<typeof MakeSubscriberLink>
export type ImportConsent = z.input<typeof ImportConsent>
export type ImportConsentProgress = z.infer<typeof ImportConsentProgress>
export type ImportConsentAnswer = z.infer<typeof ImportConsentAnswer>
