import type { ServiceEndpoint } from './endpoint.ts'

/**
 * Who else would be hurt if traffic to an endpoint were stopped, as counts and never as addresses. The
 * registry asks for it before a warning is published; only the flow side can answer, so it is a port.
 */
export type CollateralEstimate = {
  /** Days of traffic that were counted, at least a fraction of one. */
  readonly days: number
  /** Distinct own subscribers that contact the endpoint, on the mean day. */
  readonly subscribersPerDay: number
  /** Of them, those who agreed to a measure; null while no consent is recorded anywhere. */
  readonly consentingPerDay: number | null
  /** Of them, those whose contact got beyond asking: without any, nobody saw the endpoint alive. */
  readonly answeredPerDay: number
  /** Since the address was first seen as a server, in days; at most as long as flows are kept. */
  readonly ageDays: number
  /** Other ports on the address that several subscribers use. */
  readonly otherServices: number
  /** Distinct subscribers of those other services, on the mean day. */
  readonly otherSubscribersPerDay: number
  /** Why the address stands on a known-good list; null when it does not. */
  readonly knownGood: string | null
}

/** `undefined` when nothing can be said: no flows of it are stored. */
export type EstimateCollateral = (
  endpoint: ServiceEndpoint,
  actor: string,
) => Promise<CollateralEstimate | undefined>
