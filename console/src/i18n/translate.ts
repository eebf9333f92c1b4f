import en from './en.json' with { type: 'json' }
import ja from './ja.json' with { type: 'json' }

export type Language = 'en' | 'ja'
export type MessageKey = keyof typeof en
/** Keys that come as a pair `….one` and `….other`. */
export type CountedKey = {
  [Key in MessageKey]: Key extends `${infer Stem}.other` ? Stem : never
}[MessageKey]
export type Parameters = Readonly<Record<string, string | number>>

const MESSAGES: Readonly<Record<Language, Readonly<Record<MessageKey, string>>>> = { en, ja }

export function translate(language: Language, key: MessageKey, parameters: Parameters = {}) {
  return MESSAGES[language][key].replace(/\{(\w+)\}/g, (whole, name: string) =>
    String(parameters[name] ?? whole),
  )
}

export function translateCount(
  language: Language,
  key: CountedKey,
  count: number,
  shownCount: string,
): string {
  const form = new Intl.PluralRules(language).select(count) === 'one' ? 'one' : 'other'
  return translate(language, `${key}.${form}` as MessageKey, { count: shownCount })
}
