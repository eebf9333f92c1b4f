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
  return fillIn(MESSAGES[language][key], parameters)
}

/** An unknown variable stays visible. */
export function fillIn(text: string, parameters: Parameters): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole))
}

export function pluralForm(language: Language, count: number): 'one' | 'other' {
  return new Intl.PluralRules(language).select(count) === 'one' ? 'one' : 'other'
}

export function translateCount(
  language: Language,
  key: CountedKey,
  count: number,
  shownCount: string,
): string {
  const form = pluralForm(language, count)
  return translate(language, `${key}.${form}` as MessageKey, { count: shownCount })
}
