import type { Language } from '../../../core/bilingual.ts'
import { type Html, html } from './html.ts'
import type { Say, TextKey } from './texts.ts'

const FORMATS: Readonly<Record<Language, Intl.DateTimeFormat>> = {
  ja: new Intl.DateTimeFormat('ja-JP', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'Asia/Tokyo',
  }),
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }),
}
const ZONES: Readonly<Record<Language, string>> = { ja: '（日本時間）', en: ' UTC' }

/** A sentence with an instant in it, in the place of `{at}`. */
export function timedText(
  key: TextKey,
  atMs: number,
  { say, language }: { readonly say: Say; readonly language: Language },
): Html {
  const [before = '', after = ''] = say(key, { at: MARK }).split(MARK)
  return html`${before}${shownTime(atMs, language)}${after}`
}

/** No sentence of ours has it. */
const MARK = '\0'

/** An instant as people of the language read it, and as machines do. */
export function shownTime(atMs: number, language: Language): Html {
  const text = FORMATS[language].format(atMs) + ZONES[language]
  return html`<time datetime="${new Date(atMs).toISOString()}">${text}</time>`
}
