import { readFileSync, statSync } from 'node:fs'
import { ConsentError } from '../../measures/consent/index.ts'

/** As many octets as 64 Mi characters may take; what is larger is not even read. */
const OCTETS_MAX = 192 * 2 ** 20

/** Throws `ConsentError` CONSENT_FILE_INVALID. */
export function readConsentFile(path: string): string {
  try {
    if (statSync(path).size > OCTETS_MAX)
      throw new ConsentError('CONSENT_FILE_INVALID', `${path} is too large`)
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if (cause instanceof ConsentError) throw cause
    throw new ConsentError('CONSENT_FILE_INVALID', `${path} cannot be read`, { cause })
  }
}
