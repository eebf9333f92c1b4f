import type { ServiceEndpoint } from './endpoint.ts'

/**
 * What a block would have cut in the last day, as counts and never as addresses of subscribers. Only the flow side can
 * answer, so it is a port; the look is in the audit.
 */
export type EndpointCut = {
  /** Flows of consenting subscribers to the endpoint. */
  readonly flows: number
  /** Distinct subscribers that contacted it and agreed. */
  readonly consenting: number
  /** Distinct subscribers that contacted it and did not: they go on as before. */
  readonly others: number
  /** Of all octets of consenting subscribers to this address on any port, the share that the rule stops; 0 to 1. */
  readonly share: number
}

export type SimulationRequest = {
  readonly endpoints: readonly ServiceEndpoint[]
  /** Prefixes of subscribers who agreed; they stay on the flow side. */
  readonly sources: readonly string[]
  readonly actor: string
}

/** By `formatEndpoint`; an endpoint that nobody contacted is missing. `undefined`: no flows of the last day are stored. */
export type SimulateCut = (
  request: SimulationRequest,
) => Promise<ReadonlyMap<string, EndpointCut> | undefined>
