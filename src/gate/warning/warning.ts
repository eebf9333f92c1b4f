import type { EndpointKind } from '../../core/endpoint-kind.ts'

/** Who may be told what a warning says: nothing but these, and each only for its uses. */
export const WARNING_USES = ['notify-subscribers', 'block-with-consent', 'research'] as const
export type WarningUse = (typeof WARNING_USES)[number]

/**
 * How a warning stands. Expiry (time ran out), retraction (we were wrong) and release (a dispute was
 * upheld for the owner) are three different ends, and all three travel.
 */
export const WARNING_STATUSES = ['active', 'disputed', 'expired', 'retracted', 'released'] as const
export type WarningStatus = (typeof WARNING_STATUSES)[number]

/** How sure, from less to more. */
export const WARNING_BANDS = ['watch', 'suspected', 'share-candidate'] as const
export type WarningBand = (typeof WARNING_BANDS)[number]

/**
 * The one shape that may leave the ISP: an endpoint, how sure, how long, what for. There is no field for
 * who communicated with it, for a reason, or for a name.
 */
export type Warning = {
  /** Follows from the endpoint, and is the id of its case: the same endpoint keeps it for ever. */
  readonly id: string
  readonly address: string
  readonly protocol: string
  readonly port: number
  readonly kind: EndpointKind
  readonly band: WarningBand
  /** A whole hour: RFC 3339, UTC, `2026-11-21T19:00:00Z`. */
  readonly validFrom: string
  /** A whole hour. Never absent: a warning is a lease. */
  readonly validUntil: string
  readonly status: WarningStatus
  readonly uses: readonly WarningUse[]
  /** Rises with everything that happens to the warning; of two, the higher one holds. */
  readonly version: number
}

/**
 * Whether anybody may act on it at this instant. A dispute suspends: while an owner says that it is wrong
 * nothing new is done on its account.
 */
export function isInForce(warning: Warning, nowMs: number): boolean {
  return warning.status === 'active' && nowMs < Date.parse(warning.validUntil)
}

/** Whether it was taken back. Expiry is no taking back: time ran out, and it may be renewed. */
export function isWithdrawn({ status }: Pick<Warning, 'status'>): boolean {
  return status === 'retracted' || status === 'released'
}
