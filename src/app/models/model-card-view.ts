import { EVIDENCE_GROUPS, FEATURES, type Model } from '../../verdicts/index.ts'
import { innocentMedian } from '../../verdicts/reference/feature-scale.ts'
import type { FeatureScale } from '../../verdicts/reference/reference.ts'
import type { ModelCard } from '../../web/schemas/model.ts'

/** A model's own words as the API gives them. */
export function modelCardView(id: string, { card, features, reference }: Model): ModelCard {
  return {
    id,
    title: card.title,
    trainedOn: card.trainedOn,
    isSynthetic: true,
    seeds: {
      training: [...card.seeds.training],
      calibration: [...card.seeds.calibration],
    },
    samples: card.samples,
    heldOut: card.heldOut,
    limits: [...card.limits],
    features: FEATURES.filter(({ name }) => features.includes(name)).map(
      ({ name, group, unit, about, monotone }) => ({
        name,
        group,
        groupName: EVIDENCE_GROUPS[group],
        unit,
        about,
        monotone: monotone ?? 0,
        innocent: reference ? innocentOf(reference.scale, features.indexOf(name)) : null,
      }),
    ),
    reliability: reference
      ? { ...reference.reliability, bins: [...reference.reliability.bins] }
      : null,
    curves: (reference?.curves ?? []).map((curve) => ({ ...curve, points: [...curve.points] })),
    kinds: kindsOf(reference?.exemplars ?? []),
  }
}

function innocentOf(scale: FeatureScale, feature: number) {
  const at = (share: number): number | null =>
    scale.quantiles[feature]?.[scale.shares.indexOf(share)] ?? null
  const median = innocentMedian(scale, feature)
  return {
    median: Number.isNaN(median) ? null : median,
    low: at(0.01),
    high: at(0.99),
    missing: scale.missing[feature] ?? 0,
  }
}

function kindsOf(exemplars: readonly { readonly kind: string; readonly isPlanted: boolean }[]) {
  const kinds = Map.groupBy(exemplars, ({ kind, isPlanted }) => `${isPlanted} ${kind}`)
  return [...kinds.values()].map((all) => ({
    kind: all[0]!.kind,
    isPlanted: all[0]!.isPlanted,
    examples: all.length,
  }))
}
