import { z } from 'zod'
import { CurvePoint, ReliabilityBin } from './model.ts'
import { Instant, Sentence } from './shared.ts'

const Interval = z.object({ low: z.number(), high: z.number() })
/** A figure that could not be measured is null, never 0. */
const Figure = z.number().nullable()

/** One line of the list; the figures are those of the detector. */
export const EvaluationSummary = z.object({
  name: z.string().describe('in paths'),
  suite: z.string(),
  title: Sentence,
  /** What the figures rest on; to be shown beside every one of them. */
  provenance: Sentence,
  evaluatedAt: Instant,
  /** Of the program and of the model that was judged. */
  version: z.string(),
  model: z.string(),
  isSynthetic: z.boolean(),
  /** Shows how the suite works, not how good the detector is. */
  isQuick: z.boolean(),
  isWithoutPorts: z.boolean(),
  endpoints: z.int(),
  positives: z.int(),
  prAuc: Figure,
  prAucInterval: Interval.nullable(),
  /** Of the controllers, at one false endpoint per 10,000 benign. */
  found: z.int().nullable(),
  expectedCalibrationError: Figure,
})

/** A detector, or what it is compared with, on the same rows in the same run. */
export const EvaluatedMethod = z.object({
  name: z.string(),
  title: Sentence,
  prAuc: Figure,
  interval: Interval.nullable(),
  /** By false endpoints per 10,000 benign. */
  recallAtFalse: z.record(
    z.string(),
    z.object({
      recall: Figure,
      found: z.int(),
      positives: z.int(),
      falseMax: z.int(),
      interval: Interval.nullable(),
    }),
  ),
  curve: z.array(CurvePoint),
})

export const EvaluationTable = z.object({
  title: Sentence,
  about: Sentence,
  columns: z.array(Sentence),
  rows: z.array(z.array(z.union([z.string(), z.number(), Sentence]))),
})

/** `/evaluations/{name}`: everything the report's pictures are drawn from. */
export const Evaluation = EvaluationSummary.extend({
  benign: z.int(),
  unknown: z.int(),
  /** The detector first, then without ports, then the baselines. */
  methods: z.array(EvaluatedMethod),
  calibration: z
    .object({ expectedError: Figure, brier: Figure, bins: z.array(ReliabilityBin) })
    .nullable(),
  /** Recall as less is seen, a line per number of bots. */
  samplingLines: z.array(
    z.object({
      name: Sentence,
      points: z.array(
        z.object({
          sampling: z.int(),
          recall: Figure,
          found: z.int(),
          of: z.int(),
          interval: Interval.nullable(),
        }),
      ),
    }),
  ),
  causes: z.array(
    z.object({
      side: z.enum(['false-alarm', 'missed']),
      cause: z.string(),
      title: Sentence,
      count: z.int(),
    }),
  ),
  servers: z.array(
    z.object({
      capture: z.string(),
      address: z.string(),
      protocol: z.string(),
      port: z.int(),
      kind: z.string().nullable(),
      flows: z.int(),
      rank: z.int(),
      benignAbove: z.int(),
      probability: z.number(),
    }),
  ),
  tables: z.array(EvaluationTable),
  baseRate: Sentence.nullable(),
})

/** `/evaluations`: what was kept with `noroshi evaluate --keep`, newest first, and what was shipped. */
export const Evaluations = z.object({ evaluations: z.array(EvaluationSummary) })

export type EvaluationSummary = z.infer<typeof EvaluationSummary>
export type Evaluation = z.infer<typeof Evaluation>
export type Evaluations = z.infer<typeof Evaluations>
