import { createHash } from 'node:crypto'
import { formatEndpoint, type ServiceEndpoint } from '../../core/endpoint.ts'

/** Crockford's base 32: no I, L, O, U, so that an id survives being read out on the telephone. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const ID_LENGTH = 12

/**
 * The id of everything about an endpoint, its case and its warning: the first 60 bits of its SHA-256.
 *
 * A hash rather than a counter or a ULID: members who never spoke to each other give the same endpoint
 * the same id, as do a database that was lost and rebuilt and a replay by seed. It hides nothing,
 * because an endpoint is what a warning says. With a million endpoints the chance that any two share
 * an id is 4 in 10 million; then the unique key refuses the second.
 */
export function warningIdOf(endpoint: ServiceEndpoint): string {
  let bits = createHash('sha256').update(formatEndpoint(endpoint)).digest().readBigUInt64BE() >> 4n
  let id = ''
  for (let i = 0; i < ID_LENGTH; i++, bits >>= 5n) id = ALPHABET[Number(bits & 31n)] + id
  return id
}
