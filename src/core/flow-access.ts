import type { Bilingual } from './bilingual.ts'
import type { TimeSpan } from './time-span.ts'

/** What flow records may be read for, and the ground on which that is lawful. */
export type PurposeStatement = Bilingual & {
  /** The operator's own words replace it (`purposes` in noroshi.json). */
  readonly ground: Bilingual
}

/**
 * Why somebody may look at flow records. Without purpose, actor and reason no query runs; each look is
 * appended to the audit (DESIGN: stated purpose, an audit of each look).
 */
export const PURPOSES = {
  'c2-detection': {
    en: 'find probable C2 servers',
    ja: 'C&Cサーバである可能性が高い機器の検知',
    ground: {
      en: 'an act of legitimate business: header information is used, as far as needed, to keep the service running safely',
      ja: '正当業務行為（電気通信役務の安定的な提供のため、必要最小限のヘッダ情報を用いるもの）',
    },
  },
  'case-review': {
    en: 'review one case',
    ja: '個別事案の確認',
    ground: {
      en: 'an act of legitimate business: a person verifies what was found, so that nobody is accused wrongly',
      ja: '正当業務行為（検知結果を人が確かめ、誤りを防ぐため、必要最小限の範囲で確認するもの）',
    },
  },
  'subscriber-alert': {
    en: 'tell subscribers of an infected device, and see whether it stops',
    ja: '機器の感染についての利用者への注意喚起と、その効果の確認',
    ground: {
      en: 'consent, given by oneself or under general terms that one may refuse; nobody else’s line is looked at',
      ja: '利用者の同意（個別の同意、又は拒否できる契約約款による同意）。同意のない回線は対象としません',
    },
  },
  'service-operation': {
    en: 'keep the collector running',
    ja: '収集機能の維持',
    ground: {
      en: 'an act of legitimate business: finding faults of the collection itself',
      ja: '正当業務行為（収集機能の障害の把握と復旧）',
    },
  },
  'data-retention': {
    en: 'delete what is no longer needed',
    ja: '不要となった情報の削除',
    ground: {
      en: 'the duty to delete what is no longer needed',
      ja: '保存期間を過ぎた情報を遅滞なく消去する義務',
    },
  },
} as const satisfies Readonly<Record<string, PurposeStatement>>

export type Purpose = keyof typeof PURPOSES

export const PURPOSE_IDS = Object.keys(PURPOSES) as readonly Purpose[] as readonly [
  Purpose,
  ...Purpose[],
]

export type FlowAccess = {
  readonly purpose: Purpose
  /** Who looks: an operator's name, or the part of the service that acts by itself. */
  readonly actor: string
  /** Free text, one line; never an address of a subscriber. */
  readonly reason: string
  /** The time that is looked at, where the look is of one; it stands in the audit. */
  readonly window?: TimeSpan
}
