import { LINE_OCTETS_MAX, type TextWindow } from '../source/text-window.ts'
import { FieldProblem } from './field-problem.ts'
import { FIELD_COUNT_MAX, type FieldTable } from './field-table.ts'

const COMMA = 0x2c
const QUOTE = 0x22
const NEWLINE = 0x0a
const CARRIAGE_RETURN = 0x0d

/**
 * Reads the next record of RFC 4180 into `fields`; a quoted field may hold commas, doubled quotes
 * and line ends. A doubled quote stays doubled: no column that is read can hold one.
 *
 * @returns false when the window holds no whole record
 * @throws FieldProblem QUOTE_INVALID, LINE_TOO_LONG; the window then stands behind the line
 */
export function nextCsvRecord(window: TextWindow, fields: FieldTable): boolean {
  const from = window.start
  if (!window.nextLine()) return false
  const { bytes, lineStart, lineEnd } = window
  if (fields.split(bytes, lineStart, lineEnd, COMMA, QUOTE)) return true
  const recordEnd = splitQuoted(bytes, lineStart, window.end, fields)
  if (recordEnd < 0) {
    window.start = from
    window.line--
    return false
  }
  for (let at = window.start; at <= recordEnd; at++) if (bytes[at] === NEWLINE) window.line++
  window.start = recordEnd + 1
  return true
}

/** The position of the newline that ends the record, or -1 when it is past `end`. */
function splitQuoted(bytes: Buffer, start: number, end: number, fields: FieldTable): number {
  let count = 0
  for (let at = start; ; at++) {
    const isQuoted = bytes[at] === QUOTE
    const fieldStart = isQuoted ? at + 1 : at
    at = isQuoted ? closingQuote(bytes, fieldStart, end) : endOfField(bytes, at, end)
    if (at < 0) return -1
    if (at - start > LINE_OCTETS_MAX)
      throw new FieldProblem('LINE_TOO_LONG', `a record is longer than ${LINE_OCTETS_MAX} octets`)
    let fieldEnd = at
    if (isQuoted) {
      at++
      if (bytes[at] === CARRIAGE_RETURN && bytes[at + 1] === NEWLINE) at++
      if (bytes[at] !== COMMA && bytes[at] !== NEWLINE)
        throw new FieldProblem('QUOTE_INVALID', `text follows a closing quotation mark`)
    } else if (bytes[at] === NEWLINE && at > fieldStart && bytes[at - 1] === CARRIAGE_RETURN) {
      fieldEnd--
    }
    if (count < FIELD_COUNT_MAX) {
      fields.starts[count] = fieldStart
      fields.ends[count] = fieldEnd
    }
    count++
    if (bytes[at] !== NEWLINE) continue
    fields.bytes = bytes
    fields.count = count
    return at
  }
}

/** The closing quote with at least one octet behind it inside the window, or -1. */
function closingQuote(bytes: Buffer, start: number, end: number): number {
  for (let at = start; ; at += 2) {
    at = bytes.indexOf(QUOTE, at)
    // A carriage return needs its newline in sight as well; the last line always has one.
    if (at < 0 || at + 1 >= end) return -1
    if (bytes[at + 1] === CARRIAGE_RETURN && at + 2 >= end) return -1
    if (bytes[at + 1] !== QUOTE) return at
  }
}

/** The comma or newline that ends an unquoted field, or -1 when it is past `end`. */
function endOfField(bytes: Buffer, start: number, end: number): number {
  for (let at = start; at < end; at++) if (bytes[at] === COMMA || bytes[at] === NEWLINE) return at
  return -1
}
