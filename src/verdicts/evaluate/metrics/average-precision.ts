import { countNegatives, countPositives, type RankedGroup } from './ranked-groups.ts'

/**
 * Average precision: the area under the precision–recall curve as a sum of steps, Σ (Rₙ − Rₙ₋₁)·Pₙ over
 * the distinct thresholds. Endpoints of one score enter together; nothing is interpolated, because
 * interpolated precision flatters (Davis and Goadrich 2006). This is what scikit-learn calls
 * `average_precision_score`. NaN without positives.
 */
export function averagePrecision(groups: readonly RankedGroup[]): number {
  const positives = countPositives(groups)
  if (positives === 0) return Number.NaN
  let found = 0
  let taken = 0
  let area = 0
  for (const group of groups) {
    found += group.positives
    taken += group.positives + group.negatives
    area += (group.positives / positives) * (found / taken)
  }
  return area
}

/** Area under the ROC curve: the chance that a controller stands above a benign endpoint, ties half. */
export function rocArea(groups: readonly RankedGroup[]): number {
  const positives = countPositives(groups)
  const negatives = countNegatives(groups)
  if (positives === 0 || negatives === 0) return Number.NaN
  let below = negatives
  let wins = 0
  for (const group of groups) {
    below -= group.negatives
    wins += group.positives * (below + group.negatives / 2)
  }
  return wins / (positives * negatives)
}

export type CurvePoint = { readonly recall: number; readonly precision: number }

/** One point per distinct threshold that lets in another controller: what the curve is drawn from. */
export function precisionRecallCurve(groups: readonly RankedGroup[]): readonly CurvePoint[] {
  const positives = countPositives(groups)
  const points: CurvePoint[] = []
  let found = 0
  let taken = 0
  for (const group of groups) {
    found += group.positives
    taken += group.positives + group.negatives
    if (group.positives > 0) points.push({ recall: found / positives, precision: found / taken })
  }
  return points
}
