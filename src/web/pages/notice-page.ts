import type { Bilingual, Language } from '../../core/bilingual.ts'
import { htmlText } from '../../core/html-text.ts'
import type { PublishedNotice } from '../../notice/published-notice.ts'

/** A page that every browser shows and every reader reads aloud: Japanese first, English below. */
export function noticePage(
  notice: PublishedNotice | undefined,
  versions: readonly PublishedNotice[],
): string {
  const title = notice?.document.title ?? NONE_YET
  const body = notice
    ? `<nav aria-label="language / 言語"><a href="#en" lang="en">English</a></nav>
<main>${article(notice, 'ja')}${article(notice, 'en')}${history(notice, versions)}</main>`
    : `<main><h1 lang="ja">${htmlText(title.ja)}</h1><p lang="en">${htmlText(NONE_YET.en)}</p></main>`
  return `<!doctype html>
<html lang="ja">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${htmlText(title.ja)} – ${htmlText(title.en)}</title>
<link rel="icon" type="image/svg+xml" href="/icon.svg">
<link rel="stylesheet" href="/notice.css">
<body>
${body}
</body>
</html>
`
}

const NONE_YET: Bilingual = {
  ja: 'このお知らせはありません。公開されたお知らせがないあいだ、通信の記録は集めていません。',
  en: 'There is no such notice. While none is published, no records of communication are collected.',
}

function article(
  { document, version, publishedAtMs }: PublishedNotice,
  language: Language,
): string {
  const date = new Date(publishedAtMs).toISOString().slice(0, 10)
  const edition = language === 'ja' ? `第${version}版　${date}` : `Version ${version}, ${date}`
  const sections = document.sections.map(
    ({ heading, text, items }) =>
      `<section><h2>${htmlText(heading[language])}</h2><p>${htmlText(text[language])}</p>${list(
        items.map((item) => item[language]),
      )}</section>`,
  )
  // The page has one title, the Japanese; the English stands below it as a part of the same page.
  const level = language === 'ja' ? 1 : 2
  return `<article lang="${language}" id="${language}"><h${level} class="title">${htmlText(document.title[language])}</h${level}>
<p class="edition">${edition}</p>
${sections.join('\n')}</article>
`
}

function history(shown: PublishedNotice, versions: readonly PublishedNotice[]): string {
  const links = versions.map(({ version, publishedAtMs }) => {
    const label = `${version}: ${new Date(publishedAtMs).toISOString().slice(0, 10)}`
    const isShown = version === shown.version
    return `<li>${isShown ? `<strong>${label}</strong>` : `<a href="/notice/${version}">${label}</a>`}</li>`
  })
  return `<nav aria-label="versions / これまでの版"><h2><span lang="ja">これまでの版</span> <span lang="en">Versions</span></h2><ul>${links.join('')}</ul></nav>`
}

const list = (items: readonly string[]): string =>
  items.length === 0 ? '' : `<ul>${items.map((item) => `<li>${htmlText(item)}</li>`).join('')}</ul>`

/** Phone first: read at arm's length, in one column, with room for a thumb on each link. */
export const NOTICE_STYLE = `:root { color-scheme: light dark }
body { margin: 0 auto; max-width: 44rem; padding: 1rem; line-height: 1.8; overflow-wrap: anywhere;
  font-family: "Hiragino Sans", "Yu Gothic UI", "Noto Sans JP", "Noto Sans CJK JP", system-ui, sans-serif;
  color: #15202b; background: #fff }
[lang=ja] { word-break: auto-phrase; line-break: strict }
.title { font-size: 1.5rem; line-height: 1.4; text-wrap: balance }
h2 { font-size: 1.15rem; line-height: 1.5; margin: 2.2rem 0 .4rem }
p { margin: .4rem 0 }
ul { padding-inline-start: 1.4em }
a { color: inherit; display: inline-block; padding-block: .5rem }
article + article, main > nav { margin-top: 3rem; border-top: 1px solid #8796a6; padding-top: 1rem }
.edition { color: #47586a }
@media (prefers-color-scheme: dark) { body { color: #e4eaf1; background: #0f151c } .edition { color: #a3b3c3 } }
`
