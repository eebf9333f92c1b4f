import { type PageTexts, usePageTexts } from '../../../i18n/use-page-texts.ts'
import en from './en.json' with { type: 'json' }
import ja from './ja.json' with { type: 'json' }

/** What only the pages of consent, measures, releases and alerts say. */
export type TextKey = keyof typeof en
export type Texts = PageTexts<TextKey>

const MESSAGES = { en, ja } as const

export const useTexts = (): Texts => usePageTexts<TextKey>(MESSAGES)

/** A word of the service that may be newer than this page is shown as it is. */
export function wordFor(texts: Texts, stem: string, word: string): string {
  const key = `${stem}.${word}`
  return key in en ? texts.t(key as TextKey) : word
}
