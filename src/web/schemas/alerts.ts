import { z } from 'zod'
import { DEVICE_KINDS } from '../../alerts/device-kind.ts'
import { PROBLEMS, REASONS } from '../../alerts/reason.ts'
import { Instant } from './shared.ts'

/** Counts by a word. Nobody in particular is in them. */
const Counts = z.record(z.string(), z.int())

export const Proportion = z.object({
  count: z.int(),
  of: z.int(),
  share: z.number(),
  /** Wilson's interval of 95 %. */
  low: z.number(),
  high: z.number(),
})

export const EffectVerdict = z.enum(['effect', 'no-effect-shown', 'harm', 'too-few'])

export const HorizonEffect = z.object({
  days: z.int(),
  alerted: Proportion,
  heldOut: Proportion,
  /** Not seen often enough to tell. */
  unknown: z.object({ alerted: z.int(), heldOut: z.int() }),
  /** Share of the told less share of those who waited, with Newcombe's interval of 95 %. */
  difference: z.object({ share: z.number(), low: z.number(), high: z.number() }).nullable(),
  verdict: EffectVerdict,
})

export const AlertEffect = z.object({
  rounds: z.int(),
  participants: z.int(),
  left: z.object({ alerted: z.int(), heldOut: z.int() }),
  mainHorizonDays: z.int(),
  verdict: EffectVerdict,
  horizons: z.array(HorizonEffect),
  byKind: z.array(z.object({ deviceKind: z.enum(DEVICE_KINDS), effect: HorizonEffect })),
  curve: z.array(z.object({ day: z.int(), alerted: Proportion, heldOut: Proportion })),
  /** What was found elsewhere. */
  published: z.object({
    source: z.string(),
    walledGardenCleanedIn14Days: z.number(),
    mailAloneEffect: z.number(),
    naturalRemediation: z.array(z.number()),
  }),
})

export const AlertEffectQuery = z.object({ round: z.string().max(40).optional() })

export const AlertStatus = z.object({
  /** Without `alerts` in the configuration nothing is done and everything is zero. */
  isOn: z.boolean(),
  sessions: z.int(),
  contacts: z.int(),
  reports: z.int(),
  open: z.int(),
  byReason: Counts,
  byDeviceKind: Counts,
  byGroup: Counts,
  byOutcome: Counts,
  byEnding: Counts,
  /** `sent mail`, `deferred webhook` … */
  messages: Counts,
  waiting: z.int(),
  withoutContact: z.int(),
  /** Telling by itself; null where only commands tell. */
  schedule: z
    .object({
      isQuiet: z.boolean(),
      observedAt: Instant.nullable(),
      sentAt: Instant.nullable(),
      left: z.int(),
      failure: z
        .object({ code: z.string(), since: Instant, attempts: z.int(), nextAt: Instant })
        .nullable(),
    })
    .nullable(),
  rounds: z.array(
    z.object({
      id: z.string(),
      madeAt: Instant,
      madeBy: z.string(),
      heldOutPercent: z.number(),
      studyDays: z.int(),
      counts: Counts,
      /** Alerts of the round that are to be told now, or were. */
      due: z.int(),
      told: z.int(),
      /** As of the newest day that was looked at. */
      outcomes: Counts,
    }),
  ),
})

/** How much is sent, and who waits. */
export const AlertPolicy = z.object({
  dailyMax: z.int(),
  perMinute: z.number(),
  heldOutPercent: z.number(),
  studyDays: z.int(),
  repeatDays: z.number(),
  reminderAfterDays: z.number(),
  remindersMax: z.int(),
  contactsMin: z.int(),
})

export const AlertSampleQuery = z.object({
  deviceKind: z.enum(DEVICE_KINDS).default('router'),
  message: z.enum(['first', 'reminder', 'correction']).default('first'),
  language: z.enum(['ja', 'en']).default('ja'),
  /** A server that was contacted when left out. */
  problem: z.enum(PROBLEMS).optional(),
})
/** A text as it would go out, about nobody. */
export const AlertSample = z.object({
  subject: z.string(),
  sections: z.array(
    z.object({
      heading: z.string(),
      paragraphs: z.array(z.string()),
      steps: z.array(z.string()),
    }),
  ),
})

/** The look is in the audit; what is asked for is not. */
export const ToldSubscribersQuery = z.object({
  subscriber: z.string().min(1).max(253).optional(),
  round: z.string().min(1).max(64).optional(),
  reason: z.string().trim().min(1).max(200),
})
export const ToldSubscribers = z.object({
  /** False where there are perhaps more, of which the newest are told. */
  isWhole: z.boolean(),
  subscribers: z.array(
    z.object({
      alert: z.string(),
      subscriber: z.string(),
      reason: z.enum(REASONS),
      problem: z.enum(PROBLEMS).nullable(),
      deviceKind: z.enum(DEVICE_KINDS),
      group: z.enum(['alerted', 'held-out']),
      plannedAt: Instant,
      dueAt: Instant,
      outcome: z.enum(['unknown', 'still-talking', 'cleaned']),
      messages: z.array(z.string()),
    }),
  ),
})

export const AlertImportRequest = z.object({
  kind: z.enum(['sessions', 'contacts', 'reports', 'bounces']),
  /** Absolute, of the machine on which the service runs. */
  path: z.string().min(1).max(4096),
  format: z.enum(['csv', 'radius-detail']).optional(),
})
export const AlertImportAnswer = z.object({ counts: Counts })

export const AlertPlanRequest = z.object({
  actor: z.string().trim().min(1).max(100).default('operator'),
  isDryRun: z.boolean().default(false),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31)
    .optional(),
})
export const AlertPlan = z.object({
  round: z.string().nullable(),
  seed: z.int(),
  alerted: z.int(),
  heldOut: z.int(),
  withoutContact: z.int(),
  strata: Counts,
  counts: Counts,
  /** The text that one of them would get; who it is stays out. */
  sample: z.object({ subject: z.string(), text: z.string() }).nullable(),
})

/** Sends a part and answers; whoever asks comes again until nothing is left. */
export const AlertSendRequest = z.object({ countMax: z.int().min(1).max(1_000).default(50) })
export const AlertSendAnswer = z.object({ counts: Counts, left: z.int(), leftToday: z.int() })

export const AlertObserveRequest = z.object({
  actor: z.string().trim().min(1).max(100).default('operator'),
})
export const AlertObserveAnswer = z.object({ alerts: z.int(), days: z.int(), ended: z.int() })

export type AlertEffect = z.infer<typeof AlertEffect>
export type HorizonEffect = z.infer<typeof HorizonEffect>
export type EffectVerdict = z.infer<typeof EffectVerdict>
export type AlertPolicy = z.infer<typeof AlertPolicy>
export type AlertSample = z.infer<typeof AlertSample>
export type AlertStatus = z.infer<typeof AlertStatus>
export type ToldSubscribers = z.infer<typeof ToldSubscribers>
export type AlertImportRequest = z.infer<typeof AlertImportRequest>
export type AlertImportAnswer = z.infer<typeof AlertImportAnswer>
export type AlertPlanRequest = z.input<typeof AlertPlanRequest>
export type AlertPlan = z.infer<typeof AlertPlan>
export type AlertSendAnswer = z.infer<typeof AlertSendAnswer>
export type AlertObserveAnswer = z.infer<typeof AlertObserveAnswer>
