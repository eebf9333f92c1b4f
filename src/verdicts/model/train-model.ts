import { SeededRandom } from '../../core/random.ts'
import { VerdictError } from '../errors.ts'
import { buildReference } from '../reference/build-reference.ts'
import { binColumns } from './binning.ts'
import { type BoostedTrees, type BoostingRules, boost } from './boost.ts'
import { fitCalibration } from './calibrate.ts'
import { type Model, type ModelCard, modelScore } from './model.ts'
import { evaluateRanking } from './ranking.ts'
import type { Sample } from './sample.ts'

export type { Sample }

export type TrainedFeature = {
  readonly name: string
  /** 1 = the score may only rise with the value, -1 = only fall. */
  readonly monotone?: 1 | -1
  /** Is hidden from a share of the samples, with the others of its kind, so that the model can do without them. */
  readonly dropOut?: DropOut
}

export type TrainingOptions = {
  readonly seed: number
  readonly features: readonly TrainedFeature[]
  /** From other seeds than the training samples: what the probabilities are fitted on. */
  readonly calibration: readonly Sample[]
  readonly card: Pick<ModelCard, 'title' | 'trainedOn' | 'hasOwnFlows' | 'seeds' | 'limits'>
  readonly bagCount?: number
  readonly treeCount?: number
  readonly depthMax?: number
  readonly learningRate?: number
}

/**
 * Positive–unlabelled bagging: what is not a known C2 is merely unlabelled, so each bag sees all
 * positives and its own draw of the rest, and an unlabelled C2 spoils few bags (Mordelet and Vert
 * 2014). Beyond this ratio more negatives add time, not accuracy.
 */
const UNLABELLED_PER_POSITIVE = 40
const UNLABELLED_MIN = 4_000
/** A view of fewer positives is a smaller part of what is known, and weighs less by as much. */
const VIEW_POSITIVES_MIN = 30
/** Positives together weigh this share of the negatives drawn. */
const POSITIVE_WEIGHT_SHARE = 0.25
const DROP_OUT_SHARE = 0.4
const DROP_OUTS = ['port', 'lists'] as const
/** What a detector must do without at times: a port that means nothing, lists that nobody holds. */
export type DropOut = (typeof DROP_OUTS)[number]
const POSITIVES_MIN = 5

/** Pure and reproducible: the same samples, options and seed give the same model. */
export function trainModel(samples: readonly Sample[], options: TrainingOptions): Model {
  checkSamples(samples, options)
  const random = new SeededRandom(options.seed)
  const bags = Array.from({ length: options.bagCount ?? 5 }, (_, bag) =>
    trainBag(samples, options, random.fork(`bag ${bag}`)),
  )

  const scores = options.calibration.map((sample) => modelScore({ bags }, sample.values))
  const labels = options.calibration.map((sample) => sample.label)
  const quality = evaluateRanking(scores, labels)
  return {
    version: 1,
    features: options.features.map((feature) => feature.name),
    bags,
    calibration: fitCalibration(scores, labels),
    reference: buildReference(samples, options.calibration, scores, options.seed),
    card: {
      ...options.card,
      samples: {
        training: samples.length,
        trainingPositive: countPositives(samples),
        calibration: options.calibration.length,
        calibrationPositive: countPositives(options.calibration),
      },
      heldOut: {
        prAuc: quality.prAuc,
        within10: quality.within(10),
        positives: quality.positives,
      },
    },
  }
}

function trainBag(
  samples: readonly Sample[],
  options: TrainingOptions,
  random: SeededRandom,
): BoostedTrees {
  const drawn = drawSamples(samples, random)
  const dropped = DROP_OUTS.map((kind) =>
    options.features.flatMap((feature, i) => (feature.dropOut === kind ? [i] : [])),
  )
  const rows = drawn.map((sample) => {
    const row = Float64Array.from(sample.values)
    for (const ofKind of dropped)
      if (random.next() < DROP_OUT_SHARE) for (const i of ofKind) row[i] = Number.NaN
    return row
  })
  const labels = Uint8Array.from(drawn, (sample) => sample.label)
  const weights = weighSamples(drawn)
  const columns = options.features.map((_, i) => Float64Array.from(rows, (row) => row[i]!))
  const rules: BoostingRules = {
    treeCount: options.treeCount ?? 320,
    depthMax: options.depthMax ?? 6,
    learningRate: options.learningRate ?? 0.08,
    lambda: 5,
    leafHessianMin: 3,
    gainMin: 1e-3,
    rowShare: 0.8,
    columnShare: 0.5,
    monotone: options.features.map((feature) => feature.monotone ?? 0),
  }
  return boost(binColumns(columns), rows, labels, weights, rules, random.integer(0x7fffffff))
}

function drawSamples(samples: readonly Sample[], random: SeededRandom): Sample[] {
  return viewsOf(samples).flatMap((view) => {
    const positives = view.filter((sample) => sample.label === 1)
    const unlabelled = view.filter((sample) => sample.label === 0)
    const wanted = Math.max(UNLABELLED_MIN, UNLABELLED_PER_POSITIVE * positives.length)
    const share = Math.min(1, wanted / unlabelled.length)
    return [...positives, ...unlabelled.filter(() => random.next() < share)]
  })
}

/** Every view weighs as much as the average one, and in each the positives have their share. */
function weighSamples(samples: readonly Sample[]): Float64Array {
  const views = viewsOf(samples)
  const weightOf = new Map<Sample, number>()
  for (const view of views) {
    const positives = view.reduce((sum, sample) => sum + sample.label * certainty(sample), 0)
    const negatives = view.length - positives
    const scale =
      (samples.length / views.length / view.length) * Math.min(1, positives / VIEW_POSITIVES_MIN)
    const positiveWeight = Math.max(1, (POSITIVE_WEIGHT_SHARE * negatives) / Math.max(1, positives))
    for (const sample of view)
      weightOf.set(sample, scale * (sample.label === 1 ? positiveWeight * certainty(sample) : 1))
  }
  return Float64Array.from(samples, (sample) => weightOf.get(sample)!)
}

const certainty = (sample: Sample): number => sample.weight ?? 1

function viewsOf(samples: readonly Sample[]): Sample[][] {
  return [...Map.groupBy(samples, (sample) => sample.view ?? '').values()]
}

function checkSamples(samples: readonly Sample[], options: TrainingOptions): void {
  for (const [what, set] of [
    ['training', samples],
    ['calibration', options.calibration],
  ] as const) {
    const positives = countPositives(set)
    if (positives < POSITIVES_MIN || positives === set.length)
      throw new VerdictError(
        'TRAINING_SAMPLES_UNUSABLE',
        `${what}: ${positives} positives of ${set.length} samples; at least ${POSITIVES_MIN} of each kind are needed`,
      )
    const width = options.features.length
    if (set.some((sample) => sample.values.length !== width))
      throw new VerdictError(
        'TRAINING_SAMPLES_UNUSABLE',
        `${what}: every sample must have ${width} values`,
      )
  }
}

function countPositives(samples: readonly Sample[]): number {
  return samples.reduce((sum, sample) => sum + sample.label, 0)
}
