import type { Bilingual } from '../../core/bilingual.ts'
import { REFERENCE_DAY, type RunVerdict } from '../../verdicts/evaluate/index.ts'

type Measured = Pick<RunVerdict, 'baseRate' | 'falseRateProvable' | 'negatives'>

/** What a run's figures mean on an ISP's day; stands beside every figure, on a terminal as on a page. */
export function baseRateText({ baseRate }: Measured): Bilingual {
  const candidates = REFERENCE_DAY.candidates.toLocaleString('en')
  const { controllers } = REFERENCE_DAY
  const recall = (100 * baseRate.recall).toFixed(0)
  const needed = (1e4 * baseRate.falseRateForNinety).toFixed(2)
  const right = baseRate.trueAlarms.toFixed(0)
  return {
    en: `On ${candidates} candidates a day with ${controllers} controllers among them, a recall of ${recall} % gives ${right} right alarms. Nine of ten alarms are right only if fewer than ${needed} per 10,000 benign endpoints are called one.`,
    ja: `1日${candidates}件の候補にC&Cサーバが${controllers}台あるとき、再現率${recall}%なら正しい警告は${right}件です。警告の9割が正しいためには、誤りは正規1万件あたり${needed}件未満でなければなりません。`,
  }
}

/** What so many benign endpoints can prove at most. */
export function provableText({ falseRateProvable, negatives }: Measured): Bilingual {
  const benign = negatives.toLocaleString('en')
  const provable = (1e4 * falseRateProvable).toFixed(1)
  return {
    en: `${benign} benign endpoints can prove at most that: with no error at all among them, the true rate is below ${provable} per 10,000 (95 %).`,
    ja: `この評価の正規${benign}件では、誤りが皆無でも、示せるのは1万件あたり${provable}件未満（95%）ということまでです。`,
  }
}
