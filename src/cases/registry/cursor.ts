import { CaseError } from '../errors.ts'
import { isCaseId } from './case-id.ts'

/** How a list of cases may be sorted; always the greatest first. */
export const CASE_SORTS = ['probability', 'changed', 'clients'] as const
export type CaseSort = (typeof CASE_SORTS)[number]

/**
 * The place after the last case of a page: its sort value and id. Unlike an offset it costs the
 * same on every page, and cases that arrive meanwhile shift nothing.
 */
export type Cursor = { readonly sort: CaseSort; readonly value: number; readonly id: string }

export function writeCursor({ sort, value, id }: Cursor): string {
  return Buffer.from(JSON.stringify([sort, value, id])).toString('base64url')
}

/** Throws `CaseError` CURSOR_INVALID for anything that was not written for this sort. */
export function readCursor(text: string, sort: CaseSort): Cursor {
  const parts = parse(text)
  if (Array.isArray(parts) && parts.length === 3) {
    const [itsSort, value, id]: unknown[] = parts
    if (itsSort === sort && isWithin(VALUE_MAX[sort], value) && isCaseId(id))
      return { sort, value, id }
  }
  throw new CaseError('CURSOR_INVALID', 'the cursor was not given out by this list')
}

/** What the column of each sort can hold: the text comes from outside, and the database would balk. */
const VALUE_MAX: Readonly<Record<CaseSort, number>> = {
  probability: 1,
  changed: 8.64e15,
  clients: 2 ** 31 - 1,
}

function isWithin(max: number, value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= max && (max === 1 || value % 1 === 0)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
