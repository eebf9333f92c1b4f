import type { EndpointKind } from '../../core/endpoint-kind.ts'
import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import type { Contact } from './event-details.ts'
import { LEASE_MS_MAX, type WarningLife } from './life.ts'

/** How long warnings hold. All of it configurable; none of it may exceed `LEASE_MS_MAX`. */
export type LeasePolicy = {
  readonly leaseMs: Readonly<Record<EndpointKind, number>>
  /** However often it is seen again, after this somebody decides anew. */
  readonly renewedMsMax: number
  /** Bots knock at a dead controller for months: so long after it last answered, knocking renews nothing. */
  readonly synOnlyMsMax: number
}

/**
 * Controllers of device malware move within days (72 h); what others do on an address lasts longer. To be
 * replaced by lifetimes measured on one's own lists (docs/explanation/registry.md).
 */
export const DEFAULT_LEASE: LeasePolicy = {
  leaseMs: {
    controller: 72 * HOUR_MS,
    'initial-contact': 14 * DAY_MS,
    downloader: 14 * DAY_MS,
    scanner: 14 * DAY_MS,
    sinkhole: 14 * DAY_MS,
    unknown: 14 * DAY_MS,
  },
  renewedMsMax: 90 * DAY_MS,
  synOnlyMsMax: 7 * DAY_MS,
}

/** A renewal by less is not worth an event: flows confirm every hour, and people read the history. */
export const RENEWAL_MS_MIN = 6 * HOUR_MS

/** The end of the lease after the endpoint was seen again; `undefined` when that changes nothing. */
export function renewedUntil(
  warning: WarningLife,
  kind: EndpointKind,
  contact: Contact,
  nowMs: number,
  policy: LeasePolicy,
): number | undefined {
  if (nowMs >= warning.validUntilMs) return undefined
  const bounds = [
    nowMs + Math.min(policy.leaseMs[kind], LEASE_MS_MAX),
    warning.validFromMs + policy.renewedMsMax,
    ...(contact === 'syn-only' ? [warning.answeredAtMs + policy.synOnlyMsMax] : []),
  ]
  const untilMs = Math.min(...bounds)
  return untilMs - warning.validUntilMs >= RENEWAL_MS_MIN ? untilMs : undefined
}
