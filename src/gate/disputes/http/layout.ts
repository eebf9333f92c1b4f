import type { Language } from '../../../core/bilingual.ts'
import { type Html, html } from './html.ts'
import { type Say, sayIn } from './texts.ts'

/** What every page is made with. */
export type PageContext = {
  readonly language: Language
  readonly say: Say
  /** Of this page, without a query: the other language is the same page. */
  readonly path: string
}

export const ROOT = '/disputes'

export const pageContext = (language: Language, path: string): PageContext => ({
  language,
  say: sayIn(language),
  path,
})

/** A path of this room in the language of the page. */
export const linkTo = (path: string, { language }: PageContext): string =>
  `${path}?lang=${language}`

export function layout(title: string, body: Html, context: PageContext): string {
  const { language, say, path } = context
  const other = language === 'ja' ? 'en' : 'ja'
  const page = html`<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="stylesheet" href="${ROOT}/style.css">
<body>
<nav aria-label="language / 言語"><a href="${path}?lang=${other}" lang="${other}" hreflang="${other}">${other === 'ja' ? '日本語' : 'English'}</a></nav>
<main>
<h1>${title}</h1>
${body}
</main>
<footer><a href="${linkTo(ROOT, context)}">${say('home')}</a> ・ <a href="${linkTo(`${ROOT}/statistics`, context)}">${say('statistics')}</a></footer>
</body>
</html>
`
  return page.text
}
