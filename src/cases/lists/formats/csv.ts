import { csvCells, delimiterOf } from '../../../core/csv-cells.ts'
import { ListError } from '../errors.ts'
import type { ListReading } from '../list-reading.ts'
import { readTarget } from '../target.ts'
import { type ColumnMapping, type Columns, columnsOf, readRow } from './columns.ts'
import { commentOf, textLines } from './text-lines.ts'

type Header = {
  readonly columns: Columns
  readonly delimiter: string
  readonly width: number | undefined
}

/**
 * Rows under a header. The header is the first row, or the last comment that reads like one, as abuse.ch
 * writes it; where there is none, the mapping gives the columns by number.
 */
export function readCsv(text: string, reading: ListReading, mapping: ColumnMapping = {}): void {
  let comment: string | undefined
  let header: Header | undefined
  for (const { line, text: content } of textLines(text)) {
    const commented = commentOf(content)
    if (commented !== undefined) {
      if (!header && headerOf(commented, mapping)) comment = commented
      continue
    }
    if (!header) {
      header = headerOf(content, mapping)
      if (header) continue
      header = (comment && headerOf(comment, mapping)) || numberedColumns(content, mapping)
      if (!header)
        throw new ListError(
          'LIST_FORMAT_UNKNOWN',
          `line ${line}: no column is known to hold the address; say which with --column address=NAME (or =NUMBER)`,
        )
    }
    const cells = csvCells(content, header.delimiter)
    const isWhole = cells && (header.width === undefined || cells.length === header.width)
    reading.take(isWhole ? readRow(header.columns, cells) : { bad: 'FIELD_COUNT' }, line)
  }
}

/** Whether a line reads like a header: it names an address column and holds no address itself. */
export function isCsvHeader(line: string): boolean {
  return headerOf(commentOf(line) ?? line, {}) !== undefined
}

function headerOf(line: string, mapping: ColumnMapping): Header | undefined {
  const delimiter = delimiterOf(line)
  const names = csvCells(line, delimiter)
  if (!names || names.some((name) => readTarget(name).kind === 'network')) return undefined
  const isNumbered = /^\d+$/.test(mapping.address ?? '')
  const columns = isNumbered ? undefined : columnsOf(names, mapping)
  return columns && { columns, delimiter, width: names.length }
}

function numberedColumns(line: string, mapping: ColumnMapping): Header | undefined {
  if (!/^\d+$/.test(mapping.address ?? '')) return undefined
  const delimiter = delimiterOf(line)
  const width = csvCells(line, delimiter)?.length ?? 0
  const columns = columnsOf(
    Array.from({ length: width }, () => ''),
    mapping,
  )
  return columns && { columns, delimiter, width: undefined }
}
