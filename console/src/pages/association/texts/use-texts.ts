import { type PageTexts, usePageTexts } from '../../../i18n/use-page-texts.ts'
import en from './en.json' with { type: 'json' }
import ja from './ja.json' with { type: 'json' }

/** What only the association's pages say. */
export type TextKey = keyof typeof en
export type Texts = PageTexts<TextKey>

const MESSAGES = { en, ja } as const

export const useTexts = (): Texts => usePageTexts<TextKey>(MESSAGES)
