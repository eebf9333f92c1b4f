import { csvCells, delimiterOf } from '../../core/csv-cells.ts'
import { AlertError } from '../errors.ts'

export type TableRow = {
  /** 1 is the first line of the file. */
  readonly line: number
  /** A cell by its column's name; empty where there is none. */
  cell(name: string): string
}

/** A table of a carrier has a dozen columns. */
const LINE_LENGTH_MAX = 8_192

/**
 * Rows of a CSV file (RFC 4180; comma, semicolon or tab) by the names in its first line, in any order. A bad row is
 * `undefined`, to be counted. Throws `AlertError` when a column of `required` is missing.
 */
export function* tableRows(
  text: string,
  required: readonly string[],
): Generator<TableRow | undefined> {
  const lines = linesOf(text)
  const first = lines.next()
  const head = first.done ? '' : first.value.text
  const delimiter = delimiterOf(head)
  const names = (csvCells(head, delimiter) ?? []).map((name) => name.toLowerCase())
  const missing = required.filter((name) => !names.includes(name))
  if (missing.length > 0)
    throw new AlertError('ALERT_FILE_UNREADABLE', `the first line lacks ${missing.join(', ')}`)
  for (const { line, text: content } of lines) {
    const cells = csvCells(content, delimiter)
    yield cells && cells.length <= names.length
      ? { line, cell: (name) => cells[names.indexOf(name)] ?? '' }
      : undefined
  }
}

/** Not empty; one that is longer than any real one is cut, and then does not parse. */
export function* linesOf(text: string): Generator<{ line: number; text: string }> {
  let line = 0
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at)
    const stop = end < 0 ? text.length : end
    line++
    const content = text.slice(at, Math.min(stop, at + LINE_LENGTH_MAX)).replace(/\r$/, '')
    if (content.trim() !== '') yield { line, text: content }
    at = stop + 1
  }
}
