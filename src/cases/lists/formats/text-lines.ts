import { ListError } from '../errors.ts'
import { LINE_LENGTH_MAX } from '../limits.ts'

export type TextLine = { readonly line: number; readonly text: string }

/** Lines without their ends, numbered from 1; empty ones are left out. Throws `ListError` LIST_TOO_LARGE. */
export function* textLines(text: string): Generator<TextLine> {
  let line = 0
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start)
    const end = newline < 0 ? text.length : newline
    line++
    if (end - start > LINE_LENGTH_MAX)
      throw new ListError(
        'LIST_TOO_LARGE',
        `line ${line} is longer than ${LINE_LENGTH_MAX} characters; is it another format?`,
      )
    const content = text.slice(start, end).trim()
    if (content !== '') yield { line, text: content }
    start = end + 1
  }
}

/** `# …`, `; …` and `// …`, which is what lists use. */
export function commentOf(text: string): string | undefined {
  return /^(?:#|;|\/\/)\s*(.*)$/.exec(text)?.[1]
}
