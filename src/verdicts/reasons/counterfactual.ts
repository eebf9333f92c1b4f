import type { Bilingual } from '../../core/bilingual.ts'
import type { Band } from '../bands.ts'
import { EVIDENCE_GROUPS, type EvidenceGroup } from '../features/feature.ts'

/** What one change of the evidence would do. */
export type Counterfactual = Bilingual & {
  /** null: no single kind of evidence decides. */
  readonly group: EvidenceGroup | null
  readonly probability: number
  readonly band: Band
}

/** A kind of evidence, and what the verdict would be were it that of an ordinary innocent endpoint. */
export type Without = {
  readonly group: EvidenceGroup
  /** Log odds it carries. */
  readonly effect: number
  readonly probability: number
  readonly band: Band
}

const ORDER: readonly Band[] = ['watch', 'suspected', 'share-candidate']

/**
 * The smallest change of one kind of evidence that lowers the band; where none does, the largest and what it
 * leaves. Nothing for what is only watched: there is nothing to lower.
 */
export function counterfactualOf(
  band: Band,
  without: readonly Without[],
): Counterfactual | undefined {
  if (band === 'watch') return undefined
  const carrying = without
    .filter(({ effect }) => effect > 0)
    .toSorted((a, b) => a.effect - b.effect)
  const deciding = carrying.find((one) => ORDER.indexOf(one.band) < ORDER.indexOf(band))
  if (deciding) return said(deciding, true)
  const largest = carrying.at(-1)
  return largest && said(largest, false)
}

const BAND_NAMES: Readonly<Record<Band, Bilingual>> = {
  watch: { en: 'watched only', ja: '観察' },
  suspected: { en: 'suspected', ja: '疑い' },
  'share-candidate': { en: 'a candidate for sharing', ja: '共有候補' },
}

function said({ group, probability, band }: Without, isDeciding: boolean): Counterfactual {
  const name = EVIDENCE_GROUPS[group]
  const left = probability.toFixed(2)
  const is = BAND_NAMES[band]
  return isDeciding
    ? {
        group,
        probability,
        band,
        en: `Were its ${name.en} those of an ordinary innocent endpoint, the probability would be ${left} and it would be ${is.en}.`,
        ja: `「${name.ja}」が一般的な正規の通信先と同じであれば、確率は${left}となり、区分は「${is.ja}」になります。`,
      }
    : {
        group: null,
        probability,
        band,
        en: `No single kind of evidence decides: even were its ${name.en} those of an ordinary innocent endpoint, the probability would be ${left} and it would still be ${is.en}.`,
        ja: `一種類の根拠だけで決まってはいません。「${name.ja}」が一般的な正規の通信先と同じでも、確率は${left}で、区分は「${is.ja}」のままです。`,
      }
}
