import type { IngestErrorCode } from '../errors.ts'
import type { FieldTable } from './field-table.ts'

const SHOWN_LENGTH_MAX = 40

/** What is wrong with a row, before anyone has said in which file and line. */
export class FieldProblem {
  readonly code: IngestErrorCode
  readonly message: string

  constructor(code: IngestErrorCode, message: string) {
    this.code = code
    this.message = message
  }
}

/** `column "dst_port": "70000" is not a port (0–65535)`, or `column "ts" is empty`. */
export function badField(
  fields: FieldTable,
  index: number,
  name: string,
  expected: string,
): FieldProblem {
  const text = fields.text(index)
  return new FieldProblem(
    'FIELD_INVALID',
    text === ''
      ? `column "${name}" is empty; ${expected} is needed`
      : `column "${name}": ${shown(text)} is not ${expected}`,
  )
}

/** A value for a message: quoted, control characters escaped, shortened. */
export function shown(text: string): string {
  const characters = [...text.slice(0, SHOWN_LENGTH_MAX * 2)]
  const short =
    characters.length > SHOWN_LENGTH_MAX || text.length > SHOWN_LENGTH_MAX * 2
      ? `${characters.slice(0, SHOWN_LENGTH_MAX).join('')}…`
      : text
  return JSON.stringify(short)
}
