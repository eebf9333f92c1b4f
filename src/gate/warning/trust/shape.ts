import { TrustError } from './errors.ts'

/** Reads a document field by field. A field that is not known is refused: a later version says so by its type. */
export type Shape<Document> = { readonly [Field in keyof Document]: (value: unknown) => boolean }

export function readShape<Document extends object>(
  value: unknown,
  shape: Shape<Document>,
  what: string,
): Document {
  const record = value as Record<string, unknown>
  const fields = Object.keys(shape)
  const isShaped =
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(record).every((key) => Object.hasOwn(shape, key)) &&
    fields.every(
      (field) => Object.hasOwn(record, field) && shape[field as keyof Document](record[field]),
    )
  if (!isShaped) throw new TrustError('DOCUMENT_MALFORMED', `the document is no ${what}`)
  return value as Document
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/
const HASH = /^[0-9a-f]{64}$/
const NAME = /^[a-z0-9][a-z0-9.-]{0,252}$/

export const isVersion = (value: unknown): boolean =>
  Number.isSafeInteger(value) && Number(value) >= 1
export const isCount = (value: unknown): boolean =>
  Number.isSafeInteger(value) && Number(value) >= 0
export const isHash = (value: unknown): boolean => typeof value === 'string' && HASH.test(value)
/** Of a hub, like a host name; of a view, like a member's id. */
export const isName = (value: unknown): boolean => typeof value === 'string' && NAME.test(value)
export const isInstant = (value: unknown): boolean =>
  typeof value === 'string' && INSTANT.test(value) && Number.isFinite(Date.parse(value))
export const isExactly =
  (expected: unknown) =>
  (value: unknown): boolean =>
    value === expected

/** RFC 3339, UTC, whole seconds: how documents write an instant. */
export const instantOf = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 19)}Z`
