import { Grant } from '../measures/consent/grant.ts'
import type { ConsentScope } from '../measures/consent/scopes.ts'

const SCOPE = 'device-alerts' satisfies ConsentScope

/** The book of `measures/consent`, as far as this wing needs it. */
export type GrantSource = {
  grants(scope: typeof SCOPE): readonly Grant[]
  grantOf(subscriber: string, scope: typeof SCOPE): Grant | undefined
}

/** Who agrees to be told at this moment, and since when: flows from before are not looked at. */
export function agreedSince(source: GrantSource, nowMs: number): ReadonlyMap<string, number> {
  const grants = source.grants(SCOPE).filter((grant) => holds(grant, nowMs))
  return new Map(grants.map(({ subscriber, sinceMs }) => [subscriber, sinceMs]))
}

/** Asked anew for every message: a subscriber may change his mind between being found and being told. */
export function agreesNow(source: GrantSource, subscriber: string, nowMs: number): boolean {
  const grant = source.grantOf(subscriber, SCOPE)
  return grant !== undefined && grant.subscriber === subscriber && holds(grant, nowMs)
}

function holds(grant: Grant, nowMs: number): boolean {
  return Grant.isGrant(grant) && grant.scope === SCOPE && grant.holdsAt(nowMs)
}
