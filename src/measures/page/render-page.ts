import type { Bilingual } from '../../core/bilingual.ts'
import { htmlText } from '../../core/html-text.ts'
import { PAGE_TEXTS } from './page-text.ts'

export type PageState = 'blocked' | 'paused' | 'unknown' | 'again'

/** @param token null where there is nothing to press */
export function renderPage(state: PageState, contact: Bilingual, token: string | null): string {
  const paragraphs = (language: 'ja' | 'en'): string => {
    const { what, meaning, noRecord } = PAGE_TEXTS
    const said = state === 'blocked' ? [what, meaning, noRecord] : [PAGE_TEXTS[state]]
    return `<section lang="${language}"><h1>${PAGE_TEXTS.title[language]}</h1>
${said.map((text) => `<p>${text[language]}</p>`).join('\n')}
<p><strong>${PAGE_TEXTS.ask[language]}</strong><br>${htmlText(contact[language])}</p></section>`
  }
  const form =
    token === null
      ? ''
      : `<form method="post" action="/pause"><input type="hidden" name="token" value="${token}">
<button>${PAGE_TEXTS.pause.ja}<br><span lang="en">${PAGE_TEXTS.pause.en}</span></button></form>`
  return `<!doctype html><html lang="ja"><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>${PAGE_TEXTS.title.ja}</title>
<style>${PAGE_STYLE}</style>
<main>${paragraphs('ja')}${form}${paragraphs('en')}</main></html>
`
}

export const PAGE_STYLE =
  'body{margin:0;font:1.1rem/1.7 system-ui,sans-serif;background:#fff;color:#1a1a1a}main{max-width:40rem;margin:auto;padding:1.5rem}h1{font-size:1.4rem}button{font:inherit;width:100%;padding:1rem;margin:1rem 0;border:2px solid #0b4f8a;border-radius:.5rem;background:#0b4f8a;color:#fff}button:focus-visible{outline:3px solid #d97706;outline-offset:3px}section+section,form+section{border-top:1px solid #767676;margin-top:1.5rem}'
