import type { Bilingual } from '../../core/bilingual.ts'
import { baseRate, REFERENCE_DAY } from '../../verdicts/evaluate/index.ts'
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
    isSynthetic: card.hasOwnFlows !== true,
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
    baseRate: heldOutBaseRate(reference?.curves ?? []),
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

/** Half of the controllers found: a point that every usable curve reaches. */
const RECALL = 0.5

/**
 * Held-out data hold far more controllers than an ISP's day does, which makes their precision look better than it
 * would be: the false rate behind it carries over, the precision does not.
 */
function heldOutBaseRate(curves: ModelCard['curves'] | HeldOutCurves): Bilingual | null {
  const curve = curves.find(({ view }) => view === 'provider') ?? curves[0]
  const point = curve?.points.find(({ recall }) => recall >= RECALL)
  if (!curve || !point || point.precision === 0) return null
  const benign = curve.endpoints - curve.planted
  const falseAlarms = (point.recall * curve.planted * (1 - point.precision)) / point.precision
  const day = baseRate(point.recall, falseAlarms / benign)
  const percent = (share: number): string => (100 * share).toFixed(share < 0.1 ? 1 : 0)
  const held = curve.endpoints.toLocaleString('en')
  const candidates = REFERENCE_DAY.candidates.toLocaleString('en')
  return {
    en: `Held out, ${curve.planted} of ${held} endpoints are controllers; at a recall of ${percent(point.recall)} %, ${percent(point.precision)} % of the alarms are right. On a day with ${REFERENCE_DAY.controllers} controllers among ${candidates} candidates the same false rate would leave ${percent(day.precision)} % right.`,
    ja: `検証データでは${held}件中${curve.planted}件がC&Cで、再現率${percent(point.recall)}%のとき警告の${percent(point.precision)}%が正解です。候補${candidates}件中C&Cが${REFERENCE_DAY.controllers}台の日に同じ誤り率なら、正解は${percent(day.precision)}%になります。`,
  }
}

type HeldOutCurves = NonNullable<Model['reference']>['curves']

function kindsOf(exemplars: readonly { readonly kind: string; readonly isPlanted: boolean }[]) {
  const kinds = Map.groupBy(exemplars, ({ kind, isPlanted }) => `${isPlanted} ${kind}`)
  return [...kinds.values()].map((all) => ({
    kind: all[0]!.kind,
    isPlanted: all[0]!.isPlanted,
    examples: all.length,
  }))
}
