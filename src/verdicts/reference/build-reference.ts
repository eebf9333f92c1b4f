import { averagePrecision, precisionRecallCurve } from '../evaluate/metrics/average-precision.ts'
import { Ranking } from '../evaluate/metrics/ranked-groups.ts'
import type { Sample } from '../model/sample.ts'
import { chooseExemplars, noveltyScale } from './exemplars.ts'
import { innocentScale } from './feature-scale.ts'
import { featureHistograms } from './histograms.ts'
import type { HeldOutCurve, ModelReference } from './reference.ts'
import { crossFittedReliability } from './reliability.ts'

const NOVELTY_SHARE = 0.1
const NOVELTY_SAMPLES_MIN = 500
const NOVELTY_SAMPLES_MAX = 4_000
/** A curve is drawn some hundred pixels wide. */
const CURVE_POINTS_MAX = 80

/**
 * Condenses what a model is made from.
 *
 * @param scores of the held-out samples, by the trees
 */
export function buildReference(
  training: readonly Sample[],
  heldOut: readonly Sample[],
  scores: readonly number[],
  seed: number,
): ModelReference {
  const scale = shortened(innocentScale(training))
  const exemplars = chooseExemplars(training, scale, seed)
  return {
    scale,
    histograms: featureHistograms(training),
    exemplars,
    novelty: noveltyScale(highest(heldOut, scores), scale, exemplars),
    reliability: crossFittedReliability(heldOut, scores),
    curves: heldOutCurves(heldOut, scores),
  }
}

/**
 * The samples that a claim would be made about: those that score highest. What is ordinary among dull
 * endpoints says nothing about them.
 */
function highest(samples: readonly Sample[], scores: readonly number[]): Sample[] {
  const wanted = Math.min(
    NOVELTY_SAMPLES_MAX,
    Math.max(NOVELTY_SAMPLES_MIN, Math.ceil(samples.length * NOVELTY_SHARE)),
  )
  return [...samples.keys()]
    .sort((a, b) => scores[b]! - scores[a]!)
    .slice(0, wanted)
    .map((i) => samples[i]!)
}

function heldOutCurves(heldOut: readonly Sample[], scores: readonly number[]): HeldOutCurve[] {
  const views = Map.groupBy([...heldOut.keys()], (i) => heldOut[i]!.view ?? '')
  return [...views].sort().map(([view, rows]) => {
    const groups = new Ranking(
      Float64Array.from(rows, (i) => scores[i]!),
      Uint8Array.from(rows, (i) => heldOut[i]!.label),
    ).groups()
    const planted = rows.filter((i) => heldOut[i]!.label === 1).length
    return {
      view,
      endpoints: rows.length,
      planted,
      prAuc: planted === 0 ? 0 : averagePrecision(groups),
      points: thinned(precisionRecallCurve(groups)).map(({ recall, precision }) => ({
        recall: short(recall),
        precision: short(precision),
      })),
    }
  })
}

function thinned<Point>(points: readonly Point[]): Point[] {
  const step = Math.max(1, points.length / CURVE_POINTS_MAX)
  const kept = Array.from(
    { length: Math.min(points.length, CURVE_POINTS_MAX) },
    (_, i) => points[Math.floor(i * step)]!,
  )
  const last = points.at(-1)
  return last === undefined || kept.at(-1) === last ? kept : [...kept, last]
}

function shortened(scale: ModelReference['scale']): ModelReference['scale'] {
  return {
    ...scale,
    quantiles: scale.quantiles.map((values) =>
      values.map((value) => Number(value.toPrecision(7)) + 0),
    ),
    missing: scale.missing.map(short),
  }
}

/** Adding zero turns −0, which JSON does not know, into 0. */
const short = (value: number): number => Number(value.toFixed(5)) + 0
