import type { Bilingual, Language } from '../core/bilingual.ts'
import type { PublishedNotice } from '../notice/published-notice.ts'

/** A page that every browser shows and every reader reads aloud: Japanese first, English below. */
export function noticePage(
  notice: PublishedNotice | undefined,
  versions: readonly PublishedNotice[],
): string {
  const title = notice?.document.title ?? NONE_YET
  const body = notice
    ? `${article(notice, 'ja')}${article(notice, 'en')}${history(notice, versions)}`
    : `<main><p lang="ja">${escaped(NONE_YET.ja)}</p><p lang="en">${escaped(NONE_YET.en)}</p></main>`
  return `<!doctype html>
<html lang="ja">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title.ja)} – ${escaped(title.en)}</title>
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
      `<section><h2>${escaped(heading[language])}</h2><p>${escaped(text[language])}</p>${list(
        items.map((item) => item[language]),
      )}</section>`,
  )
  return `<main lang="${language}"><h1>${escaped(document.title[language])}</h1>
<p class="edition">${edition}</p>
${sections.join('\n')}</main>
`
}

function history(shown: PublishedNotice, versions: readonly PublishedNotice[]): string {
  const links = versions.map(({ version, publishedAtMs }) => {
    const label = `${version}: ${new Date(publishedAtMs).toISOString().slice(0, 10)}`
    const isShown = version === shown.version
    return `<li>${isShown ? `<strong>${label}</strong>` : `<a href="/notice/${version}">${label}</a>`}</li>`
  })
  return `<nav aria-label="versions"><h2><span lang="ja">これまでの版</span> <span lang="en">Versions</span></h2><ul>${links.join('')}</ul></nav>`
}

const list = (items: readonly string[]): string =>
  items.length === 0 ? '' : `<ul>${items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>`

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (letter) => ESCAPES[letter]!)
}

export const NOTICE_STYLE = `body { margin: 2rem auto; max-width: 44rem; padding: 0 1rem; line-height: 1.8;
  font-family: system-ui, "Noto Sans CJK JP", "Hiragino Sans", sans-serif; color: #1c1c1c; background: #fff }
h1 { font-size: 1.5rem; line-height: 1.4 }
h2 { font-size: 1.1rem; margin-top: 2rem }
main + main, nav { margin-top: 3rem; border-top: 1px solid #767676; padding-top: 1rem }
.edition { color: #4a4a4a }
@media (prefers-color-scheme: dark) { body { color: #ececec; background: #161616 } .edition { color: #b8b8b8 }
  a { color: #8ab4f8 } }
`
