import { z } from 'zod'
import { Instant, Sentence } from './shared.ts'

const Share = z.number().min(0).max(1)

/** One dot of a reliability diagram. */
export const ReliabilityBin = z.object({
  from: z.number(),
  to: z.number(),
  count: z.int(),
  positives: z.int(),
  meanProbability: z.number(),
  observed: z.number(),
})

export const Reliability = z.object({
  count: z.int(),
  positives: z.int(),
  /** Mean |said − true| over ten bins, weighted by endpoints. */
  expectedError: z.number(),
  /** The same among endpoints given 0.1 or more; null where there were none. */
  expectedErrorLikely: z.number().nullable(),
  bins: z.array(ReliabilityBin),
})

export const CurvePoint = z.object({ recall: Share, precision: Share })

export const ModelFeature = z.object({
  name: z.string(),
  group: z.string(),
  groupName: Sentence,
  unit: z.string(),
  about: z.string(),
  /** 1 = more of it never speaks against, −1 = never for, 0 = either. */
  monotone: z.int().min(-1).max(1),
  /** Among innocent training endpoints; null where the model does not tell. */
  innocent: z
    .object({
      median: z.number().nullable(),
      low: z.number().nullable().describe('1 % lie below'),
      high: z.number().nullable().describe('1 % lie above'),
      missing: Share,
    })
    .nullable(),
})

/** What a model says about itself. */
export const ModelCard = z.object({
  id: z.string(),
  title: z.string(),
  trainedOn: z.string(),
  isSynthetic: z.boolean(),
  seeds: z.object({ training: z.array(z.int()), calibration: z.array(z.int()) }),
  samples: z.object({
    training: z.int(),
    trainingPositive: z.int(),
    calibration: z.int(),
    calibrationPositive: z.int(),
  }),
  heldOut: z.object({ prAuc: z.number(), within10: z.number(), positives: z.int() }),
  limits: z.array(z.string()),
  features: z.array(ModelFeature),
  /** Measured on draws that neither trees nor curve had seen; null for a model of an earlier version. */
  reliability: Reliability.nullable(),
  /** Precision against recall on held-out draws, by view: `site`, `provider`. */
  curves: z.array(
    z.object({
      view: z.string(),
      endpoints: z.int(),
      planted: z.int(),
      prAuc: z.number(),
      points: z.array(CurvePoint),
    }),
  ),
  /** What the held-out figures mean on an ISP’s day; null for a model of an earlier version. */
  baseRate: Sentence.nullable(),
  /** What examples it keeps for look-alikes. */
  kinds: z.array(z.object({ kind: z.string(), isPlanted: z.boolean(), examples: z.int() })),
})

export const DriftFeature = z.object({
  name: z.string(),
  group: z.string(),
  /** Population stability index, Σ (now − before)·ln(now / before) over bins. */
  psi: z.number(),
  isAlarm: z.boolean(),
  /** Shares of the bins, the missing ones first. */
  before: z.array(Share),
  now: z.array(Share),
  /** Upper edges of the known bins but the last. */
  edges: z.array(z.number()),
})

export const Drift = z.object({
  /** `none`: nothing scored yet; `collecting`: too few days to compare; `steady` or `drifting`. */
  state: z.enum(['none', 'collecting', 'steady', 'drifting']),
  detail: Sentence,
  /** What today is compared with: this site's own days before, or the model's (synthetic) training. */
  against: z.enum(['own-past', 'training']).nullable(),
  /** UTC day of the newest profile, and how many endpoints it is of. */
  day: z.string().nullable(),
  endpoints: z.int(),
  daysKept: z.int(),
  alarmFrom: z.number().describe('PSI'),
  /** The farthest first. */
  features: z.array(DriftFeature),
  /** One line a day, oldest first. */
  history: z.array(
    z.object({ day: z.string(), endpoints: z.int(), psiMax: z.number(), alarms: z.int() }),
  ),
})

/** A second model scores the same endpoints, and only that. */
export const Comparison = z.object({
  comparedAt: Instant,
  runs: z.int(),
  endpoints: z.int(),
  /** Of the first hundred of either, the share that both have. */
  overlapAt100: Share,
  /** Kendall's tau over the union of both heads, −1 to 1. */
  orderAgreement: z.number(),
  /** Above one half by both, by one only. */
  suspected: z.object({ both: z.int(), championOnly: z.int(), challengerOnly: z.int() }),
  /** Where people have decided: how many of what a model calls suspected they confirmed. */
  decided: z.object({
    confirmed: z.int(),
    dismissed: z.int(),
    champion: z.object({ confirmed: z.int(), dismissed: z.int() }),
    challenger: z.object({ confirmed: z.int(), dismissed: z.int() }),
  }),
  /** What can be said of it, and what cannot. */
  verdict: Sentence,
})

export const ModelEntry = z.object({
  id: z.string(),
  title: z.string(),
  /** `shipped` with the program, or `trained` here. */
  origin: z.enum(['shipped', 'trained']),
  role: z.enum(['champion', 'challenger', 'kept']),
  addedAt: Instant.nullable(),
  prAuc: z.number(),
})

/** `/model`: the model that decides here, whether it still fits, and who decided that. */
export const Model = z.object({
  champion: ModelCard,
  challenger: ModelCard.nullable(),
  comparison: Comparison.nullable(),
  /** How probabilities of this site come about. */
  calibration: z.object({
    kind: z.enum(['model', 'site']),
    /** Log odds added for this site; 0 with the model's own curve. */
    shift: z.number(),
    confirmed: z.int(),
    dismissed: z.int(),
    detail: Sentence,
  }),
  drift: Drift,
  models: z.array(ModelEntry),
  promotions: z.array(
    z.object({
      at: Instant,
      by: z.string(),
      id: z.string(),
      before: z.string(),
      reason: z.string(),
    }),
  ),
})

/** Who answers for it, and why. */
export const ModelPromotion = z.object({
  id: z.string().regex(/^(shipped|m-[0-9a-f]{12})$/),
  actor: z.string().trim().min(1).max(100).default('approver'),
  reason: z.string().trim().min(1).max(400),
})

/** `POST /control/models/challenge`: an absolute path. */
export const ModelChallenge = z.object({ path: z.string().min(1).max(4096) })

export type ModelPromotion = z.infer<typeof ModelPromotion>
export type Reliability = z.infer<typeof Reliability>
export type ModelCard = z.infer<typeof ModelCard>
export type Drift = z.infer<typeof Drift>
export type Comparison = z.infer<typeof Comparison>
export type ModelEntry = z.infer<typeof ModelEntry>
export type Model = z.infer<typeof Model>
