import { z } from 'zod'
import { LiveMeasures } from './measures-live.ts'
import { Instant, Sentence } from './shared.ts'

const Actor = z.string().trim().min(1).max(100).default('operator')
const Reason = z.string().min(1).max(500)

/** One target on one device. */
export const PlanLine = z.object({
  plane: z.string(),
  /** `203.0.113.7:443/tcp`, `c2.example`, `*.c2.example`. */
  target: z.string(),
  /** Of the warning, or of the operator's own entry. */
  cause: z.string(),
  /** Null for a name that a person added. */
  band: z.string().nullable(),
  kind: z.string().nullable(),
  until: Instant,
  /** Own subscribers seen with it in the last day; null where nobody looked. */
  subscribers: z.int().nullable(),
})
const Removed = z.object({
  plane: z.string(),
  target: z.string(),
  cause: z.string(),
  reason: z.string(),
  text: Sentence,
})
const LeftOut = z.object({
  target: z.string(),
  /** Null where no device would get it. */
  plane: z.string().nullable(),
  reason: z.string(),
  text: Sentence,
})
export const PlanDevice = z.object({
  plane: z.string(),
  kind: z.string(),
  scope: z.string(),
  targets: z.int(),
  /** Prefixes of those who agreed. */
  sources: z.int(),
  /** For which the device had no room. */
  sourcesLeftOut: z.int(),
  leftOut: z.int(),
})
export const MeasurePlan = z.object({
  id: z.string(),
  madeAt: Instant,
  /** Whether a device is configured; without, the plan is for devices without bounds. */
  isPreview: z.boolean(),
  devices: z.array(PlanDevice),
  /** Targets that wait for a person. */
  waiting: z.int(),
  approvals: z.array(z.object({ actor: z.string(), at: Instant, note: z.string() })),
  approvalsNeeded: z.int(),
  addedCount: z.int(),
  added: z.array(PlanLine),
  removedCount: z.int(),
  removed: z.array(Removed),
  leftOutCount: z.int(),
  leftOut: z.array(LeftOut),
})
export const MeasurePlanQuery = z.object({
  /** Of the lines; the counts are of all. */
  limit: z.coerce.number().int().min(0).max(1_000).default(200),
})
export const ApprovePlan = z.object({
  /** Of the plan that was looked at. */
  plan: z.string().min(1).max(64),
  note: Reason,
  actor: Actor,
})
export const ApplyPlan = z.object({ actor: Actor })
/** What is planned now, and how each device stands after it was read and put right. */
export const AppliedPlan = z.object({ plan: MeasurePlan, devices: LiveMeasures })
export const MeasureChangesQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
})
export const MeasureChanges = z.object({
  changes: z.array(
    z.object({
      number: z.int(),
      at: Instant,
      plan: z.string(),
      actor: z.string(),
      added: z.int(),
      removed: z.int(),
      lines: z.array(
        z.object({
          plane: z.string(),
          target: z.string(),
          change: z.enum(['added', 'removed']),
          reason: z.string(),
        }),
      ),
    }),
  ),
})

export const SimulatePlan = z.object({ actor: Actor })
export const PlanSimulation = z.object({
  plan: z.string(),
  endpoints: z.int(),
  /** False where no flows of the last day are at hand: nothing can be said. */
  hasFlows: z.boolean(),
  targets: z.array(
    z.object({
      target: z.string(),
      flows: z.number(),
      /** Distinct subscribers who agreed and contacted it. */
      consenting: z.int(),
      /** Who did not agree: they go on as before. */
      others: z.int(),
      share: z.number(),
    }),
  ),
})

export const CollateralOfPlan = z.object({
  limit: z.int().min(1).max(50).default(20),
  actor: Actor,
})
export const PlanCollateral = z.object({
  estimates: z.array(
    z.object({
      target: z.string(),
      subscribersPerDay: z.number(),
      otherServices: z.number(),
      otherSubscribersPerDay: z.number(),
      knownGood: z.string().nullable(),
    }),
  ),
})

const Entry = z.object({
  id: z.string(),
  target: z.string(),
  isTree: z.boolean(),
  reason: z.string(),
  addedAt: Instant,
  addedBy: z.string(),
  until: Instant.nullable(),
})
export const MeasureEntries = z.object({ names: z.array(Entry), overrides: z.array(Entry) })
export const AddName = z.object({
  name: z.string().min(1).max(300),
  /** Everything below it as well. */
  isTree: z.boolean().default(false),
  reason: Reason,
  until: Instant,
  actor: Actor,
})
export const AddOverride = z.object({
  target: z.string().min(1).max(300).describe('endpoint, address, prefix or host name'),
  reason: Reason,
  until: Instant.optional(),
  actor: Actor,
})
export const RemoveEntry = z.object({ id: z.string().min(1).max(40), actor: Actor })
export const MeasureEntry = Entry
export const EntryRemoved = z.object({ isRemoved: z.literal(true) })

export type MeasurePlan = z.infer<typeof MeasurePlan>
export type ApprovePlan = z.input<typeof ApprovePlan>
export type ApplyPlan = z.input<typeof ApplyPlan>
export type AppliedPlan = z.infer<typeof AppliedPlan>
export type MeasureChanges = z.infer<typeof MeasureChanges>
export type PlanSimulation = z.infer<typeof PlanSimulation>
export type MeasureEntries = z.infer<typeof MeasureEntries>
export type MeasureEntry = z.infer<typeof MeasureEntry>
export type AddName = z.input<typeof AddName>
export type AddOverride = z.input<typeof AddOverride>
