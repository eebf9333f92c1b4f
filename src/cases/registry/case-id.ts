import type { ServiceEndpoint } from '../../core/endpoint.ts'
import { warningIdOf } from '../../gate/warning/warning-id.ts'

/** A case and the warning that may come of it are named alike, by the endpoint (warning-id.ts). */
export const caseIdOf = (endpoint: ServiceEndpoint): string => warningIdOf(endpoint)

/** Whether a text from outside can be an id at all. */
export function isCaseId(text: unknown): text is string {
  return typeof text === 'string' && /^[0-9a-hjkmnp-tv-z]{12}$/.test(text)
}
