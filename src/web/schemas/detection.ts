import { z } from 'zod'
import { Band, Endpoint, Instant, Sentence, Window } from './shared.ts'

export const Reason = Sentence.extend({
  /** Which kind of evidence: traffic size, clients, rhythm … */
  group: z.string(),
  /** Share of the score this reason carries; negative speaks against. 0: a caveat. */
  weight: z.number(),
  /** Where its leading value stands among innocent endpoints; absent where it is not unusual. */
  standing: z
    .object({
      /** It is higher (or lower) than this share of them. */
      share: z.number().min(0).max(1),
      side: z.enum(['higher', 'lower']),
      /** `site`: the other endpoints of the same window; `training`: synthetic ones. */
      of: z.enum(['site', 'training']),
    })
    .optional(),
  /** Log odds the score would lose (negative: win) were this evidence as of an ordinary innocent endpoint. */
  effect: z.number().optional(),
})

/** A known kind of which the nearest example is in the training data. */
export const LookAlike = Sentence.extend({
  kind: z.string(),
  /** A planted controller, or an innocent program. */
  isPlanted: z.boolean(),
  /** 1 = the same in every feature, 0 = as different as can be. */
  similarity: z.number(),
  /** All examples are simulated so far. */
  isSynthetic: z.boolean(),
})

/** "What would change this": the smallest change of one kind of evidence that lowers the band. */
export const Counterfactual = Sentence.extend({
  /** null: no single kind of evidence decides. */
  group: z.string().nullable(),
  probability: z.number(),
  band: Band,
})

/** The detector says that it does not know; the band is held down accordingly. */
export const Abstention = Sentence.extend({
  kind: z.enum(['unlike-training', 'thin-evidence', 'few-clients']),
  /** Share of held-out endpoints that are as unusual; null where that is not the reason. */
  pValue: z.number().nullable(),
})

export const Candidate = Endpoint.extend({
  /** Calibrated: of 100 such verdicts about so many are right, on the data the model card names. */
  probability: z.number().min(0).max(1),
  band: Band,
  /** Distinct subscribers seen talking to it. A count, never who. */
  clients: z.int(),
  reasons: z.array(Reason),
  /** Counter-evidence, then caveats. */
  against: z.array(Reason),
  /** The nearest planted kind and the nearest innocent kind, nearer one first. */
  lookAlikes: z.array(LookAlike).optional(),
  counterfactual: Counterfactual.nullable().optional(),
  abstention: Abstention.nullable().optional(),
})

/** The operator's budget, and what it leaves: base-rate arithmetic in one object. */
export const Budget = z.object({
  falsePositivesPerDay: z.number(),
  /** Probability from which an endpoint is more than watched. */
  suspectedFrom: z.number(),
  suspectedCount: z.int(),
  /** Σ (1 − p) over those: how many of them are expected to be wrong, if probabilities hold here. */
  expectedFalse: z.number(),
})

/** `/candidates` and `detect --json`: best first. */
export const Candidates = z.object({
  window: Window,
  /** When it was computed; null when no detection has run yet. */
  detectedAt: Instant.nullable(),
  endpointCount: z.int(),
  budget: Budget.optional(),
  /** What the budget and the base rate mean today, in a sentence. */
  baseRate: Sentence.optional(),
  /** Of the model that scored. */
  model: z.string().optional(),
  candidates: z.array(Candidate),
})

/** `/cases/{id}/activity`: pictures of one endpoint. Each look is written to the audit. */
export const Activity = z.object({
  window: Window,
  hours: z.array(
    z.object({
      at: Instant,
      contacts: z.int(),
      clients: z.int(),
      octetsToServer: z.number(),
      octetsFromServer: z.number(),
    }),
  ),
  /** Octets per contact, in powers of two: count of contacts with 2^n ≤ octets < 2^(n+1). */
  sizes: z.array(z.object({ log2Octets: z.int(), toServer: z.int(), fromServer: z.int() })),
  /** One row per unnamed client (the busiest first, at most 12): instants of contacts. */
  rhythm: z.array(z.object({ contactsAt: z.array(Instant) })),
})

export type LookAlike = z.infer<typeof LookAlike>
export type Counterfactual = z.infer<typeof Counterfactual>
export type Abstention = z.infer<typeof Abstention>
export type Budget = z.infer<typeof Budget>
export type Reason = z.infer<typeof Reason>
export type Candidate = z.infer<typeof Candidate>
export type Candidates = z.infer<typeof Candidates>
export type Activity = z.infer<typeof Activity>
