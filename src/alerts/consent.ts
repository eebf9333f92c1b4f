import { Grant } from '../measures/consent/grant.ts'
import type { ConsentScope } from '../measures/consent/scopes.ts'

const SCOPE = 'device-alerts' satisfies ConsentScope

/** The ledger of `measures/consent`, as far as this wing needs it. */
export type GrantSource = { grants(scope: typeof SCOPE): readonly Grant[] }

/**
 * Who agreed to be told at this moment, and since when. Asked anew for every step, because a subscriber may change
 * his mind between being found and being told.
 */
export function agreedSince(source: GrantSource, nowMs: number): ReadonlyMap<string, number> {
  const since = new Map<string, number>()
  for (const grant of source.grants(SCOPE)) {
    if (!Grant.isGrant(grant) || grant.scope !== SCOPE || !grant.holdsAt(nowMs)) continue
    const before = since.get(grant.subscriber)
    since.set(grant.subscriber, Math.min(before ?? grant.sinceMs, grant.sinceMs))
  }
  return since
}
