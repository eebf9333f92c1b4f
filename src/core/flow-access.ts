/**
 * Why somebody may look at flow records. Without all three fields no query runs; each look is
 * appended to the audit (DESIGN: stated purpose, an audit of each look).
 */
export const PURPOSES = {
  'c2-detection': { en: 'find probable C2 servers', ja: 'C&Cサーバである可能性が高い機器の検知' },
  'case-review': { en: 'review one case', ja: '個別事案の確認' },
  'service-operation': { en: 'keep the collector running', ja: '収集機能の維持' },
  'data-retention': { en: 'delete what is no longer needed', ja: '不要となった情報の削除' },
} as const

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
}
