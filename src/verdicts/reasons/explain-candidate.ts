import { type Band, bandOf } from '../bands.ts'
import type { Candidate } from '../detection.ts'
import type { EndpointFeatures } from '../features/extract-features.ts'
import { EVIDENCE_GROUPS, type EvidenceGroup } from '../features/feature.ts'
import { explainScore, type Model, modelProbability, modelScore } from '../model/model.ts'
import { shifted } from '../site/site-calibration.ts'
import { abstentionOf, cappedBand } from './abstention.ts'
import { asInnocent, groupEffect } from './as-innocent.ts'
import { counterfactualOf } from './counterfactual.ts'
import { explainRow } from './explain-row.ts'
import { lookAlikes } from './look-alikes.ts'
import type { Yardstick } from './standing.ts'

/** What the verdict on one endpoint depends on beside the endpoint. */
export type Circumstances = {
  readonly siteShift: number
  /** What the operator's budget leaves. */
  readonly suspectedFrom: number
  readonly yardstick: Yardstick | undefined
}

const GROUPS = Object.keys(EVIDENCE_GROUPS) as readonly EvidenceGroup[]

/** The verdict on one endpoint with everything that can be said for and against it. */
export function explainCandidate(
  model: Model,
  row: EndpointFeatures,
  { siteShift, suspectedFrom, yardstick }: Circumstances,
): Candidate {
  const { reference } = model
  const effects =
    reference &&
    new Map(GROUPS.map((group) => [group, groupEffect(model, row.values, group, reference.scale)]))
  const { contributions } = explainScore(model, row.values)
  const { reasons, against, supporting } = explainRow(row, contributions, {
    effectOf: effects && ((group) => effects.get(group)!),
    yardstick,
  })
  const abstention = abstentionOf(row, reference)
  const probabilityOf = (values: Float64Array): number =>
    shifted(modelProbability(model, modelScore(model, values)), siteShift)
  const judge = (probability: number, support: ReadonlyMap<EvidenceGroup, number>): Band =>
    cappedBand(bandOf(probability, row, support, suspectedFrom), abstention)
  const probability = probabilityOf(row.values)
  const band = judge(probability, supporting)
  const without =
    reference && band !== 'watch'
      ? [...supporting.keys()].map((group) => {
          const left = probabilityOf(asInnocent(row.values, group, reference.scale))
          const others = new Map([...supporting].filter(([name]) => name !== group))
          return {
            group,
            effect: effects!.get(group)!,
            probability: left,
            band: judge(left, others),
          }
        })
      : []
  return {
    ...row.endpoint,
    probability,
    band,
    clients: row.facts.clients,
    reasons,
    against,
    lookAlikes: reference ? lookAlikes(row.values, reference) : [],
    counterfactual: counterfactualOf(band, without) ?? null,
    abstention: abstention ?? null,
  }
}
