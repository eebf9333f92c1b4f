import { createHash } from 'node:crypto'
import { lintWarning } from '../warning/lint.ts'
import { canonicalJson } from '../warning/trust/canonical-json.ts'
import type { Warning } from '../warning/warning.ts'
import { LogError } from './errors.ts'

/** 256 bits: without the salt nobody finds the statement by trying all endpoints. */
export const SALT_OCTETS = 32

/**
 * What whoever keeps it can prove, and whoever deletes it has forgotten: the salt, and the warning as it was
 * listed.
 */
export type Opening = { readonly salt: Uint8Array; readonly statement: Warning }

/** The entry that goes into the log for ever. It says that something was stated, not what. */
export function entryOf({ salt, statement }: Opening): Buffer {
  if (salt.length !== SALT_OCTETS) throw new Error('a salt has 32 octets')
  const commitment = createHash('sha256')
    .update(Buffer.of(0))
    .update(salt)
    .update(canonicalJson(statement))
    .digest('base64')
  return Buffer.from(canonicalJson({ commitment, kind: 'warning' }))
}

/** As it stands in an offline proof. */
export const formatOpening = ({ salt, statement }: Opening): Buffer =>
  Buffer.from(canonicalJson({ salt: Buffer.from(salt).toString('base64'), statement }))

/** Throws COMMITMENT_WRONG. Nothing of it is believed before its entry is found in the log. */
export function parseOpening(octets: Uint8Array): Opening {
  try {
    const { salt, statement } = JSON.parse(Buffer.from(octets).toString('utf8'))
    const saltOctets = Buffer.from(String(salt), 'base64')
    if (saltOctets.length !== SALT_OCTETS) throw new RangeError('the salt has another length')
    const warning = lintWarning(statement, { ownPrefixes: [], isSynthetic: true })
    return { salt: saltOctets, statement: warning }
  } catch (cause) {
    throw new LogError('COMMITMENT_WRONG', 'the proof says no warning', { cause })
  }
}
