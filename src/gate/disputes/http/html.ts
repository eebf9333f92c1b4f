import { htmlText } from '../../../core/html-text.ts'

/** Text that is HTML already. Only the template below makes it. */
class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}
export type Html = Markup
type Part = string | number | Markup | readonly Part[] | null | false | undefined

/** Everything that is put in is text and is escaped; forgetting to is not possible. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Markup(
    strings
      .map((text, index) => (index < parts.length ? text + written(parts[index]) : text))
      .join(''),
  )
}

function written(part: Part): string {
  if (part === null || part === false || part === undefined) return ''
  if (part instanceof Markup) return part.text
  if (typeof part === 'object') return part.map(written).join('')
  return htmlText(String(part))
}
