import type { Bilingual } from '../../core/bilingual.ts'
import type { Band } from '../bands.ts'
import type { EndpointFeatures } from '../features/extract-features.ts'
import { nearestDistance, ranksOf } from '../reference/exemplars.ts'
import type { ModelReference, NoveltyScale } from '../reference/reference.ts'

/** The detector says that it does not know. */
export type Abstention = Bilingual & {
  readonly kind: 'unlike-training' | 'thin-evidence' | 'few-clients'
  /** Share of held-out endpoints at least as unusual; null where that is not the reason. */
  readonly pValue: number | null
}

/** One in a hundred of what the model was measured on is called unlike it, and no more (Vovk et al. 2005). */
export const UNLIKE_P_VALUE_BELOW = 0.01
/** Fewer contacts, of all clients together, are an anecdote. */
export const CONTACTS_MIN = 5

const CAP: Readonly<Record<Abstention['kind'], Band>> = {
  'unlike-training': 'suspected',
  'thin-evidence': 'watch',
  'few-clients': 'watch',
}
const ORDER: readonly Band[] = ['watch', 'suspected', 'share-candidate']

/** `undefined` where the detector stands by its word. */
export function abstentionOf(
  row: Pick<EndpointFeatures, 'values' | 'facts' | 'isFew'>,
  reference: ModelReference | undefined,
): Abstention | undefined {
  if (row.facts.contacts < CONTACTS_MIN) {
    const contacts = Math.max(1, Math.round(row.facts.contacts))
    return {
      kind: 'thin-evidence',
      pValue: null,
      en: `Only ${contacts === 1 ? 'one contact was' : `${contacts} contacts were`} seen: too little for a verdict, so it is only watched.`,
      ja: `観測された通信は${contacts}回だけです。判断には足りないため、観察にとどめます。`,
    }
  }
  if (row.isFew) {
    const { clients } = row.facts
    return {
      kind: 'few-clients',
      pValue: null,
      en: `Only ${clients === 1 ? 'one client contacts' : `${clients} clients contact`} it, again and again: too few for a verdict, so it is only watched.`,
      ja: `通信を繰り返す利用者側の機器は${clients}台だけです。判断には少ないため、観察にとどめます。`,
    }
  }
  if (!reference) return undefined
  const distance = nearestDistance(ranksOf(reference.scale, row.values), reference.exemplars)
  const pValue = conformalPValue(reference.novelty, distance)
  if (pValue >= UNLIKE_P_VALUE_BELOW) return undefined
  return {
    kind: 'unlike-training',
    pValue,
    en: 'It is unlike anything in the training data, innocent or not: the probability is a guess, and it is never proposed for sharing without a person’s own evidence.',
    ja: '学習データのどの例（正規・C&Cとも）にも似ていません。確率は推測にすぎないため、人が別の根拠を得ない限り共有候補にはしません。',
  }
}

/** The band, held down where the detector abstains. */
export function cappedBand(band: Band, abstention: Abstention | undefined): Band {
  if (!abstention) return band
  const cap = CAP[abstention.kind]
  return ORDER.indexOf(band) > ORDER.indexOf(cap) ? cap : band
}

/**
 * Share of held-out endpoints that lie at least as far from every example, counting this one among them:
 * under exchangeability it is below p in at most a share p of cases.
 */
export function conformalPValue(
  { shares, distances, count }: NoveltyScale,
  distance: number,
): number {
  if (count === 0) return 1
  const above = distances.findIndex((known) => known >= distance)
  if (above < 0) return 1 / (count + 1)
  // The lower end of the step: rather too seldom unlike than too often.
  const share = 1 - (shares[Math.max(0, above - 1)] ?? 0)
  return Math.min(1, (share * count + 1) / (count + 1))
}
