import type { DrawOctets } from '../../core/secret.ts'

/** Crockford's base 32: no I, L, O, U, so that a reference survives being read out on the telephone. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const LENGTH = 10

/** What people call a claim or a dispute by. It opens nothing. */
export function drawReference(draw: DrawOctets): string {
  return [...draw(LENGTH)].map((octet) => ALPHABET[octet & 31]).join('')
}
