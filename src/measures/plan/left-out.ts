import type { Bilingual } from '../../core/bilingual.ts'

/** Why something that was warned of is not blocked: a closed set, so that every one can be answered for. */
export const LEFT_OUT = {
  'not-in-force': {
    en: 'The warning has ended or has not begun.',
    ja: '警告の有効期間外です。',
  },
  disputed: {
    en: 'Somebody says that it is wrong; until that is answered nothing is done.',
    ja: '誤りであるとの申立てがあり、結論が出るまで措置しません。',
  },
  'taken-back': {
    en: 'The warning was taken back.',
    ja: '警告は撤回または解除されました。',
  },
  'use-not-allowed': {
    en: 'The warning may not be used for blocking.',
    ja: '遮断への利用が認められていない警告です。',
  },
  sinkhole: {
    en: 'A defender holds this address; blocking it would hide infections.',
    ja: '防御側が管理するアドレスです。遮断すると感染が見えなくなります。',
  },
  'band-too-low': {
    en: 'Not sure enough to block anybody’s traffic.',
    ja: '遮断するほどの確からしさではありません。',
  },
  override: {
    en: 'A local decision: never blocked here.',
    ja: 'この事業者の判断で、遮断しません。',
  },
  'known-good': {
    en: 'It stands on a known-good list.',
    ja: '既知の正常な宛先です。',
  },
  'entry-ended': {
    en: 'The operator’s own entry has ended.',
    ja: '事業者が登録した名前の期限が切れました。',
  },
  'not-for-device': {
    en: 'This device cannot hold such a rule.',
    ja: 'この装置では扱えない種類の規則です。',
  },
  capacity: {
    en: 'The device is full; others came first.',
    ja: '装置の上限に達したため、優先順位の低いものを外しました。',
  },
  'awaits-approval': {
    en: 'It waits for a person’s approval.',
    ja: '人による承認を待っています。',
  },
  unnamed: {
    en: 'No warning and no entry names it any more.',
    ja: '警告にも登録にも、もうありません。',
  },
} as const satisfies Readonly<Record<string, Bilingual>>

export type LeftOutReason = keyof typeof LEFT_OUT

/** `plane` is null where no device would get it. */
export type LeftOut = {
  readonly key: string
  readonly plane: string | null
  readonly reason: LeftOutReason
}
