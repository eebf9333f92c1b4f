import { type Locale, useLocale } from '../../../i18n/locale.tsx'
import { fillIn, type Parameters, pluralForm } from '../../../i18n/translate.ts'
import en from './en.json' with { type: 'json' }
import ja from './ja.json' with { type: 'json' }

/** What only the pages of consent, measures, releases and alerts say: loaded with them, and not with the first view. */
export type TextKey = keyof typeof en
/** Keys that come as a pair `….one` and `….other`. */
export type CountedText = {
  [Key in TextKey]: Key extends `${infer Stem}.other` ? Stem : never
}[TextKey]

export type Texts = Omit<Locale, 't' | 'tCount'> & {
  readonly t: (key: TextKey, parameters?: Parameters) => string
  readonly tCount: (key: CountedText, count: number, parameters?: Parameters) => string
  /** What every page of the console says. */
  readonly common: Locale['t']
}

const MESSAGES = { en, ja } as const

export function useTexts(): Texts {
  const { t: common, tCount: _, ...locale } = useLocale()
  const texts = MESSAGES[locale.language]
  return {
    ...locale,
    common,
    t: (key, parameters = {}) => fillIn(texts[key], parameters),
    tCount: (key, count, parameters = {}) =>
      fillIn(texts[`${key}.${pluralForm(locale.language, count)}` as TextKey], {
        count: locale.format.number(count),
        ...parameters,
      }),
  }
}

/** A word of the service that may be newer than this page is shown as it is. */
export function wordFor(texts: Texts, stem: string, word: string): string {
  const key = `${stem}.${word}`
  return key in en ? texts.t(key as TextKey) : word
}
