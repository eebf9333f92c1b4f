import { createHash } from 'node:crypto'
import { formatEndpoint, type ServiceEndpoint } from '../../core/endpoint.ts'

/** Crockford's base 32: no I, L, O, U, so that an id survives being read out on the telephone. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const ID_LENGTH = 12

/**
 * The id of the case of an endpoint: the first 60 bits of its SHA-256.
 *
 * A hash rather than a counter or a ULID: the same endpoint is the same case after the database was
 * lost and rebuilt, in a replay by seed, and in a link somebody kept. It hides nothing, because an
 * endpoint is what a case may say. With a million cases the chance that any two share an id is
 * 4 in 10 million; then the unique key refuses the second.
 */
export function caseIdOf(endpoint: ServiceEndpoint): string {
  let bits = createHash('sha256').update(formatEndpoint(endpoint)).digest().readBigUInt64BE() >> 4n
  let id = ''
  for (let i = 0; i < ID_LENGTH; i++, bits >>= 5n) id = ALPHABET[Number(bits & 31n)] + id
  return id
}

/** Whether a text from outside can be an id at all. */
export function isCaseId(text: unknown): text is string {
  return typeof text === 'string' && /^[0-9a-hjkmnp-tv-z]{12}$/.test(text)
}
