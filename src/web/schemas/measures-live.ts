import { z } from 'zod'
import { Instant, Sentence } from './shared.ts'

const Actor = z.string().trim().min(1).max(100).default('operator')
const Reason = z.string().trim().min(1).max(500)

/** What a device or a service said no with, in words for a person. */
const Said = z.object({ code: z.string(), text: Sentence })

export const PlaneState = z.enum(['holds', 'behind', 'lifted'])

/** One device on which traffic can be stopped. Counts; never an address of a subscriber. */
export const LivePlane = z.object({
  name: z.string(),
  kind: z.enum(['nftables', 'rpz', 'flowspec', 'stream']),
  /** `behind`: not all that is wanted is there, so its lease is not renewed and its rules end by themselves. */
  state: PlaneState,
  /** Why it is behind; null while it does as told. */
  failure: Said.nullable(),
  /** What the operator should change on it. */
  concerns: z.array(Said),
  /** A rule for one port stops the whole address. */
  isPortless: z.boolean(),
  /** The longest that a rule stays after this service fell silent. */
  leaseSeconds: z.number(),
  /** Whether the device ends rules itself; if not, a keeper beside this service does. */
  endsRulesItself: z.boolean(),
  capacity: z.object({ targets: z.int().nullable(), sources: z.int().nullable() }),
  /** When it was last read and put right without a fault. */
  readAt: Instant.nullable(),
  /** What it is to hold now. */
  wanted: z.object({ targets: z.int(), sources: z.int() }),
  /** Since this service started. */
  counts: z.object({
    applied: z.int(),
    added: z.int(),
    removed: z.int(),
    /** Found otherwise than left, and put right. */
    mended: z.int(),
    renewed: z.int(),
    failed: z.int(),
  }),
})

/** Everything was lifted, and stays so until a person says otherwise. */
const StandingLift = z.object({
  at: Instant,
  by: z.string(),
  reason: z.string(),
  /** Until then whoever lifted can take it back without a reason; null when it was another or is over. */
  undoUntil: Instant.nullable(),
})

export const LiveMeasures = z.object({
  /** False: no device is configured, and nothing is blocked anywhere. */
  isConfigured: z.boolean(),
  /** What would be done is counted, and nothing is done. */
  isDryRun: z.boolean(),
  lift: StandingLift.nullable(),
  planes: z.array(LivePlane),
  /** How often blocked subscribers saw the page that says so; null where there is none. */
  page: z.object({ shown: z.int(), paused: z.int(), refused: z.int() }).nullable(),
})

export const PlaneParameters = z.object({ name: z.string().max(100) })
export const PlaneRulesQuery = z.object({
  search: z.string().max(100).default(''),
  /** Counts are of all. */
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
})
/**
 * `held`: wanted, and the device says that it holds it. `missing`: wanted, and the device does not have it yet.
 * `foreign`: the device holds it although it is not wanted; the next mending takes it off.
 */
export const RuleState = z.enum(['held', 'missing', 'foreign', 'unknown'])
export const PlaneRules = z.object({
  plane: z.string(),
  /** Null where the device does not answer: then nothing is known of it. */
  heldCount: z.int().nullable(),
  wantedCount: z.int(),
  driftCount: z.int(),
  sourceCount: z.int(),
  rules: z.array(
    z.object({
      target: z.string(),
      state: RuleState,
      /** Of the warning, or of the operator's own entry. */
      cause: z.string().nullable(),
      until: Instant.nullable(),
    }),
  ),
})

export const SwitchMeasures = z.object({ reason: Reason, actor: Actor })
export const UndoLift = z.object({ actor: Actor })
export const PlaneOutcomes = z.object({
  outcomes: z.array(
    z.object({
      plane: z.string(),
      isDone: z.boolean(),
      failure: Said.nullable(),
      tookMs: z.number(),
    }),
  ),
})

export const ReleaseCause = z.enum(['owner', 'subscriber', 'operator', 'retraction', 'expiry'])
export const ClosureStep = z.enum([
  'itself',
  'whole-address',
  'tree-above',
  'name-leads-there',
  'address-led-to',
])
export const ProbeResult = z.enum([
  'reachable',
  'refused-by-far-end',
  'silent-on-both',
  'still-blocked',
  'not-probed',
])
const Rule = z.object({ target: z.string(), step: ClosureStep })
const Subject = z.string().trim().min(1).max(300).describe('endpoint, address or host name')

export const ReleasePreviewQuery = z.object({
  subject: Subject,
  cause: ReleaseCause.default('operator'),
})
/** What a release would lift. */
export const ReleasePreview = z.object({ subject: z.string(), rules: z.array(Rule) })

export const ReleaseReceipt = z.object({
  id: z.string(),
  subject: z.string(),
  cause: ReleaseCause,
  requestedAt: Instant,
  /** When every device was free of it; null when one was not. */
  liftedAt: Instant.nullable(),
  provedAt: Instant,
  rules: z.array(Rule),
  planes: z.array(
    z.object({
      plane: z.string(),
      kind: z.string(),
      isFree: z.boolean(),
      failure: Said.nullable(),
    }),
  ),
  probe: ProbeResult,
  isComplete: z.boolean(),
})
export const Release = z.object({
  id: z.string(),
  subject: z.string(),
  cause: ReleaseCause,
  /** Where the registry has published one of the endpoint. */
  caseId: z.string().nullable(),
  requestedAt: Instant,
  requestedBy: z.string(),
  reason: z.string(),
  /** Null while it is being proved, or where the service ended before it was. */
  receipt: ReleaseReceipt.nullable(),
  /** When it was taken back, after which what is still in force is blocked again. */
  endedAt: Instant.nullable(),
  /** Until then whoever released can undo it without a reason. */
  undoUntil: Instant.nullable(),
})
export const Releases = z.object({ releases: z.array(Release) })
export const ReleasesQuery = z.object({
  /** Of this alone; of an endpoint, releases of its whole address as well. */
  subject: Subject.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})
export const AskRelease = z.object({
  subject: Subject,
  cause: ReleaseCause.default('operator'),
  reason: Reason,
  actor: Actor,
})
export const ReleaseParameters = z.object({ id: z.string().max(64) })
export const UndoRelease = z.object({ actor: Actor })
export const RevokeRelease = z.object({ reason: Reason, actor: Actor })
export const ReleaseEnded = z.object({ isEnded: z.literal(true) })

export type LiveMeasures = z.infer<typeof LiveMeasures>
export type LivePlane = z.infer<typeof LivePlane>
export type PlaneRules = z.infer<typeof PlaneRules>
export type RuleState = z.infer<typeof RuleState>
export type PlaneOutcomes = z.infer<typeof PlaneOutcomes>
export type Release = z.infer<typeof Release>
export type Releases = z.infer<typeof Releases>
export type ReleaseReceipt = z.infer<typeof ReleaseReceipt>
export type ReleasePreview = z.infer<typeof ReleasePreview>
export type ReleaseCause = z.infer<typeof ReleaseCause>
export type ProbeResult = z.infer<typeof ProbeResult>
