import { FEATURES } from '../features/catalogue.ts'
import type { EvidenceGroup } from '../features/feature.ts'
import { type Model, modelScore } from '../model/model.ts'
import { innocentMedian } from '../reference/feature-scale.ts'
import type { FeatureScale } from '../reference/reference.ts'

/**
 * A row as if one kind of evidence were that of an ordinary innocent endpoint: every value of the group is the
 * innocent median. What is not known stays unknown, unless `fillsMissing`.
 */
export function asInnocent(
  values: ArrayLike<number>,
  group: EvidenceGroup,
  scale: FeatureScale,
  fillsMissing = false,
): Float64Array {
  return Float64Array.from(values, (value, i) => {
    if (FEATURES[i]!.group !== group || (Number.isNaN(value) && !fillsMissing)) return value
    return innocentMedian(scale, i)
  })
}

/**
 * Log odds that a row owes to one kind of evidence: its score less that of the row without. With unknown values
 * left unknown and with them filled; where the two differ in sign nothing can be said, and it is 0.
 */
export function groupEffect(
  model: Pick<Model, 'bags'>,
  values: ArrayLike<number>,
  group: EvidenceGroup,
  scale: FeatureScale,
): number {
  const score = modelScore(model, values)
  const kept = score - modelScore(model, asInnocent(values, group, scale))
  const filled = score - modelScore(model, asInnocent(values, group, scale, true))
  if (kept * filled <= 0) return 0
  return Math.abs(kept) < Math.abs(filled) ? kept : filled
}
