/** Of one line; known tables have a handful. */
const CELL_COUNT_MAX = 64

/**
 * The cells of one line (RFC 4180, with the blank that abuse.ch puts after a comma); `undefined` when a
 * quotation mark is not closed or there are too many. No list known to us breaks a line inside a cell.
 */
export function csvCells(line: string, delimiter: string): string[] | undefined {
  const cells: string[] = []
  let at = 0
  while (at <= line.length) {
    if (cells.length >= CELL_COUNT_MAX) return undefined
    while (line[at] === ' ') at++
    if (line[at] !== '"') {
      const end = line.indexOf(delimiter, at)
      cells.push(line.slice(at, end < 0 ? line.length : end).trim())
      if (end < 0) return cells
      at = end + 1
      continue
    }
    const { cell, next } = quoted(line, at + 1)
    if (next === undefined) return undefined
    cells.push(cell)
    at = next
    while (line[at] === ' ') at++
    if (at >= line.length) return cells
    if (line[at] !== delimiter) return undefined
    at++
  }
  return cells
}

/** The one that stands in the line most often. */
export function delimiterOf(line: string): string {
  const count = (delimiter: string): number => line.split(delimiter).length
  return [',', ';', '\t'].reduce((best, other) => (count(other) > count(best) ? other : best))
}

function quoted(line: string, start: number): { cell: string; next: number | undefined } {
  let cell = ''
  for (let at = start; at < line.length; at++) {
    if (line[at] !== '"') cell += line[at]
    else if (line[at + 1] === '"') {
      cell += '"'
      at++
    } else return { cell, next: at + 1 }
  }
  return { cell, next: undefined }
}
