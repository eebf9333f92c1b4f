import { type Found, foundInstead, type ListReading } from '../list-reading.ts'
import { readTarget } from '../target.ts'
import { type ColumnMapping, columnsOf, readRow } from './columns.ts'
import { textLines } from './text-lines.ts'

/** An array of addresses or of objects, whose fields are named as columns are (abuse.ch, our own). */
export function readJsonRecords(
  records: readonly unknown[],
  reading: ListReading,
  mapping: ColumnMapping = {},
): void {
  for (const [index, record] of records.entries())
    reading.take(readRecord(record, mapping), index + 1)
}

/** One JSON value a line. */
export function readJsonLines(
  text: string,
  reading: ListReading,
  mapping: ColumnMapping = {},
): void {
  for (const { line, text: content } of textLines(text)) {
    reading.take(readRecord(parsed(content), mapping), line)
  }
}

/**
 * The records of a document: the document itself, an array in it (`{"data": […]}`), or, as ThreatFox exports
 * them, arrays under their numbers; `undefined` when there are none.
 */
export function recordsIn(document: unknown): readonly unknown[] | undefined {
  if (Array.isArray(document)) return document
  if (typeof document !== 'object' || document === null) return undefined
  const values = Object.values(document)
  const arrays = values.filter((value) => Array.isArray(value))
  if (arrays.length === 1) return arrays[0]
  return arrays.length > 0 && arrays.length === values.length ? arrays.flat() : undefined
}

function readRecord(record: unknown, mapping: ColumnMapping): Found {
  if (typeof record === 'string') {
    const target = readTarget(record)
    return target.kind === 'network'
      ? { entry: { prefix: target.prefix, port: target.port } }
      : foundInstead(target)
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record))
    return { bad: 'NOT_AN_OBJECT' }
  const columns = columnsOf(Object.keys(record), mapping)
  return columns ? readRow(columns, Object.values(record).map(cellOf)) : { bad: 'ADDRESS_INVALID' }
}

function cellOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(cellOf).join(' ')
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
