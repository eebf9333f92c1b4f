import type { Language } from '../../../core/bilingual.ts'

const HEADER_LENGTH_MAX = 500

/** What was chosen on the page, else what the browser prefers, else Japanese. */
export function languageOf(chosen: unknown, acceptLanguage: string | undefined): Language {
  if (chosen === 'ja' || chosen === 'en') return chosen
  const wanted = (acceptLanguage ?? '').slice(0, HEADER_LENGTH_MAX).split(',').map(weighed)
  const best = (language: Language): number =>
    Math.max(0, ...wanted.flatMap(({ tag, weight }) => (isIn(tag, language) ? [weight] : [])))
  return best('en') > best('ja') ? 'en' : 'ja'
}

const isIn = (tag: string, language: Language): boolean =>
  tag === language || tag.startsWith(`${language}-`)

function weighed(part: string): { tag: string; weight: number } {
  const [tag = '', ...parameters] = part.split(';').map((each) => each.trim().toLowerCase())
  const quality = parameters.find((each) => each.startsWith('q='))?.slice(2)
  const weight = quality === undefined ? 1 : Number(quality)
  return { tag, weight: Number.isFinite(weight) ? weight : 0 }
}
