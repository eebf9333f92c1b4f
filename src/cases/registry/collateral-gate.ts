import type { CollateralEstimate } from '../../core/collateral-estimate.ts'

/** What speaks against publishing, because others would be hurt. A person may override each with a reason. */
export const OBJECTIONS = [
  /** Nobody can say who would be hurt. */
  'not-estimated',
  'known-good',
  'many-services',
  /** Those who use something else on the address outnumber those who talk to the endpoint. */
  'mostly-other-use',
  'many-subscribers',
] as const
export type Objection = (typeof OBJECTIONS)[number]

/** A rented server runs a handful of services; an address with more is a gateway or shared hosting. */
const OTHER_SERVICES_MAX = 3
/** Below so many others the comparison is noise. */
const OTHER_SUBSCRIBERS_MIN = 5
/** A popular service; a botnet of this size inside one ISP deserves a second look as well. */
const SUBSCRIBERS_MAX = 1_000

export function objectionsTo(estimate: CollateralEstimate | undefined): Objection[] {
  if (!estimate) return ['not-estimated']
  const { knownGood, otherServices, otherSubscribersPerDay, subscribersPerDay } = estimate
  const objections: Objection[] = []
  if (knownGood !== null) objections.push('known-good')
  if (otherServices > OTHER_SERVICES_MAX) objections.push('many-services')
  if (otherSubscribersPerDay >= OTHER_SUBSCRIBERS_MIN && otherSubscribersPerDay > subscribersPerDay)
    objections.push('mostly-other-use')
  if (subscribersPerDay > SUBSCRIBERS_MAX) objections.push('many-subscribers')
  return objections
}

/**
 * Whether all that flows show is unanswered asking. It never suffices to share, and nobody can override it:
 * forged sources could frame anybody that way. The word of a second origin does suffice.
 */
export function isOnlyKnocking(estimate: CollateralEstimate | undefined): boolean {
  return estimate !== undefined && estimate.subscribersPerDay > 0 && estimate.answeredPerDay === 0
}
