import type { Bilingual } from '../../core/bilingual.ts'
import { SHARE_LOSS_MAX } from '../bands.ts'
import type { Reason } from '../detection.ts'
import { FEATURES } from '../features/catalogue.ts'
import type { EndpointFeatures } from '../features/extract-features.ts'
import type { EvidenceGroup } from '../features/feature.ts'
import { WHOLE_CONTACT_SAMPLING_MAX } from '../fold/evidence-rules.ts'
import { saidOfStanding, standingOf, type Yardstick } from './standing.ts'

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

/** How what is said is checked, and what it is compared with. */
export type ExplainOptions = {
  /** Log odds lost were the group that of an innocent endpoint (`groupEffect`); absent: cannot be checked. */
  readonly effectOf?: ((group: EvidenceGroup) => number) | undefined
  readonly yardstick?: Yardstick | undefined
}

/**
 * Turns contributions (one per feature, log odds) into sentences, one per group of evidence. A group
 * as a whole speaks for or against; its sentence names the features that made it so. What is said must
 * bear checking: a group whose removal does not move the score the way it is said to is left out.
 */
export function explainRow(
  row: EndpointFeatures,
  contributions: ArrayLike<number>,
  { effectOf, yardstick }: ExplainOptions = {},
): RowExplanation {
  const groups = Map.groupBy(
    FEATURES.map((feature, index) => ({
      feature,
      index,
      value: row.values[index]!,
      contribution: contributions[index]!,
    })),
    ({ feature }) => feature.group,
  )
  const sums = [...groups].map(([group, parts]) => {
    const sum = parts.reduce((total, part) => total + part.contribution, 0)
    // As it is shown: what rounds to nothing is borne out by nothing.
    return { group, parts, sum, effect: effectOf ? round(effectOf(group)) : sum }
  })
  const moved = sums.reduce((total, { sum }) => total + Math.abs(sum), 0) || 1
  const sure = sums.filter(({ sum, effect }) => sum * effect > 0)

  const sentences = sure
    .flatMap(({ group, parts, sum, effect }): Reason[] => {
      const leading = parts
        .filter(({ contribution, value }) => contribution * sum > 0 && !Number.isNaN(value))
        .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
        .slice(0, FACTS_PER_REASON)
      const weight = round(sum / moved)
      if (Math.abs(weight) < REASON_WEIGHT_MIN || leading.length === 0) return []
      const { index, value } = leading[0]!
      const standing = yardstick && standingOf(yardstick, index, value)
      const facts = withoutRepetition(
        leading.map(({ feature, value }) => feature.say(value, row.facts)),
      )
      return [
        {
          ...joined(facts, standing && saidOfStanding(standing)),
          group,
          weight,
          ...(standing ? { standing } : {}),
          ...(effectOf ? { effect } : {}),
        },
      ]
    })
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))

  return {
    // What was never answered qualifies every other sentence, so it comes first.
    reasons: [...knockingReason(row), ...sentences.filter(({ weight }) => weight > 0)],
    against: [
      ...sentences.filter(({ weight }) => weight < 0),
      ...samplingCaveat(row),
      ...drawCaveat(row),
      ...lossCaveat(row),
    ],
    supporting: new Map(
      sure.filter(({ sum }) => sum > 0).map(({ group, sum }) => [group, sum / moved]),
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

function drawCaveat({ facts: { oneOf } }: EndpointFeatures): Reason[] {
  if (oneOf <= 1) return []
  return [
    {
      en: `So many clients contact it that one in ${oneOf} was looked at: counts are estimates.`,
      ja: `端末が多いため、${oneOf}台に1台を抽出して調べました。件数は推定値です。`,
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

/** The standing is that of the leading fact, so it follows that. */
function joined([first, ...others]: readonly Bilingual[], standing?: Bilingual): Bilingual {
  const en = [
    standing ? `${first!.en} (${standing.en})` : first!.en,
    ...others.map((fact) => fact.en),
  ]
  const ja = [
    standing ? `${first!.ja}（${standing.ja}）` : first!.ja,
    ...others.map((fact) => fact.ja),
  ]
  const sentence = en.join('; ')
  return {
    en: `${sentence[0]!.toUpperCase()}${sentence.slice(1)}.`,
    ja: ja.map((fact) => `${fact}。`).join(''),
  }
}

const round = (value: number): number => Math.round(value * 1000) / 1000
