import type { CollateralEstimate } from '../../core/collateral-estimate.ts'
import type { EndpointKind } from '../../core/endpoint-kind.ts'
import type { Objection } from './collateral-gate.ts'
import type { EvidenceItem } from './evidence-item.ts'

/** What an event says besides who, when and why. Which fields an event has follows from its kind. */
export type EventDetails = {
  /** `confirmed` */
  readonly endpointKind?: EndpointKind
  /** `evidenced` */
  readonly item?: EvidenceItem
  /** `publication-requested`: how long the warning is to hold. */
  readonly validMs?: number
  /** `publication-requested`, `published`: what was known of the harm, what spoke against, why it was done. */
  readonly estimate?: CollateralEstimate | null
  readonly objections?: readonly Objection[]
  readonly override?: string
  /** `published`, `reverified` */
  readonly validUntilMs?: number
  /** `reverified`: whether anybody was answered, or bots only knocked. */
  readonly contact?: Contact
}

export type Contact = 'answered' | 'syn-only'
