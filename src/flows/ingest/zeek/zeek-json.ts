import { FieldProblem, shown } from '../table/field-problem.ts'
import type { FieldTable } from '../table/field-table.ts'
import { ZEEK_FIELDS } from './zeek-row.ts'

/**
 * One line of a conn.log in JSON, its fields laid out in the order of `ZEEK_FIELDS`. Zeek leaves out
 * fields without a value; `ts` is epoch seconds, or ISO 8601 when so configured.
 *
 * @throws FieldProblem JSON_INVALID
 */
export function loadZeekJson(line: string, fields: FieldTable): void {
  const record = parseObject(line)
  fields.load(
    ZEEK_FIELDS.map((name) => {
      const value = record[name]
      if (typeof value === 'number') return String(value)
      if (typeof value !== 'string') return undefined
      return name === 'ts' ? epochSeconds(value) : value
    }),
  )
}

function parseObject(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line)
    // A line that begins with a brace and parses is an object.
    return value as Record<string, unknown>
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    throw new FieldProblem('JSON_INVALID', `${shown(line)} is not a JSON object`)
  }
}

/** ISO 8601 in UTC, as `2018-09-14T11:40:27.140658Z`, to epoch seconds; other text as it is. */
function epochSeconds(text: string): string {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d+)?Z$/.exec(text)
  if (!match) return text
  const wholeMs = Date.parse(`${match[1]}Z`)
  return Number.isNaN(wholeMs) ? text : `${wholeMs / 1000}${match[2] ?? ''}`
}
