import { type Locale, useLocale } from './locale.tsx'
import { fillIn, type Language, type Parameters, pluralForm } from './translate.ts'

/** Keys that come as a pair `….one` and `….other`. */
type CountedOf<Key extends string> = Key extends `${infer Stem}.other` ? Stem : never

export type PageTexts<Key extends string> = Omit<Locale, 't' | 'tCount'> & {
  readonly t: (key: Key, parameters?: Parameters) => string
  readonly tCount: (key: CountedOf<Key>, count: number, parameters?: Parameters) => string
  /** What every page of the console says. */
  readonly common: Locale['t']
}

/** Texts that only some pages say: loaded with them, so that the first view is no heavier. */
export function usePageTexts<Key extends string>(
  messages: Readonly<Record<Language, Readonly<Record<Key, string>>>>,
): PageTexts<Key> {
  const { t: common, tCount: _, ...locale } = useLocale()
  const texts = messages[locale.language]
  return {
    ...locale,
    common,
    t: (key, parameters = {}) => fillIn(texts[key], parameters),
    tCount: (key, count, parameters = {}) =>
      fillIn(texts[`${key}.${pluralForm(locale.language, count)}` as Key], {
        count: locale.format.number(count),
        ...parameters,
      }),
  }
}
