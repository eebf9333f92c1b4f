import type { Bilingual } from '../../../core/bilingual.ts'
import { htmlText } from '../../../core/html-text.ts'

/** HTML that has been escaped, or was written here. */
export type Markup = string

export function escaped(text: string | number): Markup {
  return htmlText(String(text))
}

/** Both languages; the style sheet shows the one that is chosen. */
export function both(text: Bilingual): Markup {
  return `<span lang="en">${escaped(text.en)}</span><span lang="ja">${escaped(text.ja)}</span>`
}

export function cell(value: string | number | Bilingual): Markup {
  if (typeof value === 'object') return both(value)
  return escaped(typeof value === 'number' && Number.isNaN(value) ? '–' : value)
}

/** A text of a picture in both languages. */
export function svgText(x: number, y: number, text: Bilingual | string, attributes = ''): Markup {
  const position = `x="${round(x)}" y="${round(y)}" ${attributes}`
  return typeof text === 'string'
    ? `<text ${position}>${escaped(text)}</text>`
    : `<text ${position} lang="en">${escaped(text.en)}</text><text ${position} lang="ja">${escaped(text.ja)}</text>`
}

export const round = (value: number): number => Math.round(value * 10) / 10

export function section(id: string, title: Bilingual, body: Markup): Markup {
  return `<section aria-labelledby="${id}"><h2 id="${id}">${both(title)}</h2>${body}</section>`
}

/** A picture with its words, and the same numbers as a table for who cannot see it. */
export function figure(svg: Markup, caption: Bilingual, numbers: Markup): Markup {
  return `<figure>${svg}<figcaption>${both(caption)}</figcaption>${
    numbers === ''
      ? ''
      : `<details><summary>${both({ en: 'The numbers', ja: '数値' })}</summary>${numbers}</details>`
  }</figure>`
}

export function table(
  columns: readonly Bilingual[],
  rows: readonly (readonly (string | number | Bilingual)[])[],
): Markup {
  const head = columns.map((column) => `<th scope="col">${both(column)}</th>`).join('')
  const body = rows
    .map(
      (row) =>
        `<tr>${row
          .map((value, i) =>
            i === 0
              ? `<th scope="row">${cell(value)}</th>`
              : `<td${isNumber(value) ? ' class="n"' : ''}>${cell(value)}</td>`,
          )
          .join('')}</tr>`,
    )
    .join('\n')
  return `<div class="scroll" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`
}

const isNumber = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && /^[\d.,–\- %/[\]]+$/.test(value))
