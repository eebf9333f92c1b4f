/**
 * Who was in touch with what, as the graph sees it: opaque indices and a weight. No address of a client is
 * here, and none can be got out: what leaves this room is one row per endpoint, with counts.
 */
export type CandidateEdges = {
  /** Clients are 0 … clientCount − 1; which subscriber is behind a number is known to the engine alone. */
  readonly clientCount: number
  /** Endpoints are 0 … endpointCount − 1, in the order of the caller's candidates. */
  readonly endpointCount: number
  /** One entry per contact: client[i] was in touch with endpoint[i]. A pair named twice is added up. */
  readonly client: Uint32Array
  readonly endpoint: Uint32Array
  /** Strength of the contact, above 0: evidence weight × ln(1 + contacts). Only its proportions count. */
  readonly weight: Float32Array
}

/** A day of 10⁵ candidates has some 10⁶ edges; beyond this the candidate filter has failed upstream. */
export const EDGE_COUNT_MAX = 50_000_000

/** Throws `RangeError`: edges come from our own engine, so what does not fit is a bug. */
export function assertEdges(edges: CandidateEdges): void {
  const { clientCount, endpointCount, client, endpoint, weight } = edges
  const count = client.length
  if (endpoint.length !== count || weight.length !== count)
    throw new RangeError('client, endpoint and weight must be of one length')
  if (count > EDGE_COUNT_MAX) throw new RangeError(`more than ${EDGE_COUNT_MAX} edges`)
  for (let edge = 0; edge < count; edge++) {
    if (client[edge]! >= clientCount) throw new RangeError(`edge ${edge}: no such client`)
    if (endpoint[edge]! >= endpointCount) throw new RangeError(`edge ${edge}: no such endpoint`)
    if (!(weight[edge]! > 0 && weight[edge]! < Number.POSITIVE_INFINITY))
      throw new RangeError(`edge ${edge}: a weight is above 0 and finite`)
  }
}
