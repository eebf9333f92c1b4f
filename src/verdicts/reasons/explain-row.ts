import type { Bilingual } from '../../core/bilingual.ts'
import { SHARE_LOSS_MAX } from '../bands.ts'
import type { Reason } from '../detection.ts'
import { FEATURES } from '../features/catalogue.ts'
import type { EndpointFeatures } from '../features/extract-features.ts'
import type { EvidenceGroup } from '../features/feature.ts'
import { WHOLE_CONTACT_SAMPLING_MAX } from '../fold/evidence-rules.ts'

/** Facts per sentence: the two strongest of a group say enough. */
const FACTS_PER_REASON = 2
/** A group that moved the score less than this share is not worth a sentence. */
const REASON_WEIGHT_MIN = 0.02
const LOSS_WORTH_SAYING = 0.01

export type RowExplanation = {
  readonly reasons: readonly Reason[]
  readonly against: readonly Reason[]
  /** Share of the score by group of evidence that speaks for the verdict. */
  readonly supporting: ReadonlyMap<EvidenceGroup, number>
}

/**
 * Turns contributions (one per feature, log odds) into sentences, one per group of evidence. A group
 * as a whole speaks for or against; its sentence names the features that made it so.
 */
export function explainRow(
  row: EndpointFeatures,
  contributions: ArrayLike<number>,
): RowExplanation {
  const groups = Map.groupBy(
    FEATURES.map((feature, index) => ({
      feature,
      value: row.values[index]!,
      contribution: contributions[index]!,
    })),
    ({ feature }) => feature.group,
  )
  const sums = [...groups].map(([group, parts]) => ({
    group,
    parts,
    sum: parts.reduce((total, part) => total + part.contribution, 0),
  }))
  const moved = sums.reduce((total, { sum }) => total + Math.abs(sum), 0) || 1

  const sentences = sums
    .map(({ group, parts, sum }) => {
      const facts = parts
        .filter(({ contribution, value }) => contribution * sum > 0 && !Number.isNaN(value))
        .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
        .slice(0, FACTS_PER_REASON)
        .map(({ feature, value }) => feature.say(value, row.facts))
      return { group, weight: round(sum / moved), facts: withoutRepetition(facts) }
    })
    .filter(({ weight, facts }) => Math.abs(weight) >= REASON_WEIGHT_MIN && facts.length > 0)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .map(({ group, weight, facts }): Reason => ({ ...joined(facts), group, weight }))

  return {
    // What was never answered qualifies every other sentence, so it comes first.
    reasons: [...knockingReason(row), ...sentences.filter(({ weight }) => weight > 0)],
    against: [
      ...sentences.filter(({ weight }) => weight < 0),
      ...samplingCaveat(row),
      ...lossCaveat(row),
    ],
    supporting: new Map(
      sums.filter(({ sum }) => sum > 0).map(({ group, sum }) => [group, sum / moved]),
    ),
  }
}

function knockingReason(row: EndpointFeatures): Reason[] {
  if (!row.isOnlyKnocked) return []
  return [
    {
      en: 'No answer was ever seen: the server is dead or refuses. Its clients keep knocking.',
      ja: '応答は一度も観測されていません。サーバは停止しているか接続を拒否しており、端末だけが接続を試み続けています。',
      group: 'rate',
      weight: 0,
    },
  ]
}

function samplingCaveat(row: EndpointFeatures): Reason[] {
  const { sampling } = row.facts
  if (sampling <= 1) return []
  const isThin = sampling > WHOLE_CONTACT_SAMPLING_MAX
  return [
    {
      en: `Only 1 packet in ${sampling} was seen: counts are lower than the truth${isThin ? ', and sizes of single contacts are unknown' : ''}.`,
      ja: `${sampling}パケットに1つだけを観測した値のため、回数は実際より少なくなっています${isThin ? '。通信ごとの大きさは不明です' : ''}。`,
      group: 'sampling',
      weight: 0,
    },
  ]
}

function lossCaveat({ facts: { loss } }: EndpointFeatures): Reason[] {
  if (!(loss >= LOSS_WORTH_SAYING)) return []
  const share = loss < 0.1 ? (100 * loss).toFixed(1) : Math.round(100 * loss)
  const isMuch = loss >= SHARE_LOSS_MAX
  return [
    {
      en: `${share} % of the flow records sent by the routers that saw it never arrived: what is missing is unknown${isMuch ? ', so it is not proposed for sharing' : ''}.`,
      ja: `この通信を観測したルータのフロー情報のうち${share}%が届いておらず、欠けた内容は不明です${isMuch ? '。このため共有候補にはしません' : ''}。`,
      group: 'loss',
      weight: 0,
    },
  ]
}

function withoutRepetition(facts: readonly Bilingual[]): Bilingual[] {
  return facts.filter((fact, i) => facts.findIndex((other) => other.en === fact.en) === i)
}

function joined(facts: readonly Bilingual[]): Bilingual {
  const en = facts.map((fact) => fact.en).join('; ')
  return {
    en: `${en[0]!.toUpperCase()}${en.slice(1)}.`,
    ja: facts.map((fact) => `${fact.ja}。`).join(''),
  }
}

const round = (value: number): number => Math.round(value * 1000) / 1000
