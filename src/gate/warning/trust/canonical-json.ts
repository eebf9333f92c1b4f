import { createHash } from 'node:crypto'
import { TrustError } from './errors.ts'

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }

/** Deeper than any document of ours; a parser that follows whatever it is sent runs out of stack. */
const DEPTH_MAX = 32

/**
 * The one text of a JSON value (RFC 8785): keys in the order of their UTF-16 code units, no white space,
 * numbers and strings as ECMAScript writes them. Signatures are over its UTF-8 octets. Throws
 * DOCUMENT_NOT_CANONICAL for what I-JSON does not allow.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0)
}

/** SHA-256 of the canonical text, hexadecimal. */
export function canonicalHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex')
}

function write(value: unknown, depth: number): string {
  if (depth > DEPTH_MAX) refuse('deeper than 32 levels')
  switch (typeof value) {
    case 'boolean':
      return value ? 'true' : 'false'
    case 'number':
      return writeNumber(value)
    case 'string':
      return writeString(value)
    case 'object':
      break
    default:
      refuse(`a ${typeof value} is no JSON`)
  }
  if (value === null) return 'null'
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(',')}]`
  const record = value as Record<string, unknown>
  const members = Object.keys(record)
    .sort()
    .map((key) => `${writeString(key)}:${write(record[key], depth + 1)}`)
  return `{${members.join(',')}}`
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) refuse('a number that is not finite')
  return JSON.stringify(value)
}

function writeString(value: string): string {
  if (!value.isWellFormed()) refuse('half a surrogate pair')
  return JSON.stringify(value)
}

function refuse(what: string): never {
  throw new TrustError('DOCUMENT_NOT_CANONICAL', `the document has no canonical form: ${what}`)
}
