import type { Bilingual } from '../../../core/bilingual.ts'

/** What can be wrong with one line of a file; everything else about it is taken as it is. */
export const ROW_FAULTS = {
  CELLS: {
    en: 'The line has another number of cells than the header.',
    ja: '見出しと列の数が異なります。',
  },
  SUBSCRIBER: {
    en: 'The subscriber is missing or is no line number: 1 to 64 letters, digits or . _ : @ -',
    ja: '加入者番号がないか、使えない文字が含まれています（英数字と . _ : @ - で64文字まで）。',
  },
  PREFIXES: {
    en: 'One of the prefixes is none that a single line can have.',
    ja: 'アドレスまたはプレフィックスが正しくないか、1つの回線には広すぎます。',
  },
  PREFIX_TWICE: {
    en: 'Another line of this file gives an address of these to somebody else.',
    ja: '同じアドレスを別の加入者に割り当てている行があります。',
  },
  PREFIXES_DIFFER: {
    en: 'Another line of this file gives this subscriber other prefixes.',
    ja: '同じ加入者に別のプレフィックスを割り当てている行があります。',
  },
  PREFIX_OUTDATED: {
    en: 'The address was given to somebody else after this line says.',
    ja: 'この行の日時より後に、別の加入者へ割り当てられています。',
  },
  SCOPE: {
    en: 'The scope is none of block-address, block-name, gateway-detection, device-alerts.',
    ja: '種別は block-address、block-name、gateway-detection、device-alerts のいずれかです。',
  },
  ANSWER: {
    en: 'The answer is neither yes nor no.',
    ja: '回答は yes または no（はい・いいえ）です。',
  },
  ANSWER_TWICE: {
    en: 'Another line of this file gives this subscriber’s answer for the same scope.',
    ja: '同じ加入者・同じ種別の回答が別の行にもあります。',
  },
  INSTANT: {
    en: 'The time is none such as 2026-11-21T09:00:00+09:00, or lies in the future.',
    ja: '日時は 2026-11-21T09:00:00+09:00 のような形式で、未来でない必要があります。',
  },
  LANGUAGE: { en: 'The language is neither ja nor en.', ja: '言語は ja または en です。' },
  CHANNEL: {
    en: 'The channel is none of api, csv, paper, telephone.',
    ja: '経路は api、csv、paper、telephone のいずれかです。',
  },
  TERMS: {
    en: 'No terms of this scope are published under this name.',
    ja: 'この種別の文面が公開されていないか、指定した版がありません。',
  },
  TERMS_OUTDATED: {
    en: 'These terms were replaced by others that ask again.',
    ja: 'この版の文面は、改めて同意が必要な版に置き換えられています。',
  },
  GONE: {
    en: 'The contract of this line has ended; a new contract has a new number.',
    ja: 'この回線の契約は終了しています。新しい契約には新しい番号を使ってください。',
  },
  NOTHING: {
    en: 'The line has neither an answer nor a prefix.',
    ja: '回答もプレフィックスもない行です。',
  },
} as const satisfies Readonly<Record<string, Bilingual>>

export type RowFaultCode = keyof typeof ROW_FAULTS
export type RowFault = {
  /** From 1, as an editor counts; the header is one. */
  readonly line: number
  readonly code: RowFaultCode
}

/** Stops one row and no other. */
export class RowRefusal extends Error {
  readonly code: RowFaultCode

  constructor(code: RowFaultCode) {
    super(code)
    this.code = code
  }
}
