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

/**
 * The one shape that may leave the ISP: an endpoint, how sure, how long, what for. There is no field for
 * who communicated with it, for a reason, or for a name.
 */
export type Warning = {
  /** The id of the case: the same endpoint keeps it for ever. */
  readonly id: string
  readonly address: string
  readonly protocol: string
  readonly port: number
  readonly kind: EndpointKind
  readonly band: 'watch' | 'suspected' | 'share-candidate'
  /** RFC 3339, UTC. */
  readonly validFrom: string
  /** RFC 3339, UTC. Never absent: a warning is a lease. */
  readonly validUntil: string
  readonly status: WarningStatus
  readonly uses: readonly WarningUse[]
  /** Rises with everything that happens to the warning; of two, the higher one holds. */
  readonly version: number
}
