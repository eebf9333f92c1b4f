import { type BipartiteGraph, clientDegree, endpointDegree } from './bipartite-graph.ts'

export type CouplingOptions = {
  /** ε₀ of the edge potential [0.5 + ε, 0.5 − ε] with ε = ε₀ / ln(2 + degree). */
  readonly epsilon: number
  /** The most that all of a node's edges together may carry on; below 1. */
  readonly gainMax: number
}

export const COUPLING_DEFAULTS: CouplingOptions = { epsilon: 0.1, gainMax: 0.9 }

/**
 * How much of a belief crosses each edge: κ = 2ε, the difference of the edge potential's two values. The
 * smaller of two bounds:
 *
 * - 2ε₀ / ln(2 + d), d the larger degree of the two ends (LITERATURE §3.3): shared things say little;
 * - g · w / √(W_client · W_endpoint), W the sums of weights. The matrix of these has norm g < 1, so sweeps
 *   always settle and a component cannot talk itself into guilt.
 *
 * The logarithm alone is not enough: it falls slower than the number of clients grows, and with the published
 * ε₀ = 0.05 already 100 scanners among 10,000 clients lift a CDN to 0.85 (propagate.test.ts). With the second bound
 * in place ε₀ can be 0.1: five quiet bots then lift the controller they share with a known one above 0.5.
 */
export function couplings(graph: BipartiteGraph, options: CouplingOptions): Float64Array {
  const { endpointStart, client, weight, edgeCount, endpointCount, clientCount } = graph
  const clientWeight = new Float64Array(clientCount)
  const endpointWeight = new Float64Array(endpointCount)
  for (let edge = 0; edge < edgeCount; edge++) {
    clientWeight[client[edge]!]! += weight[edge]!
    endpointWeight[graph.endpoint[edge]!]! += weight[edge]!
  }
  const clientLog = new Float64Array(clientCount)
  for (let one = 0; one < clientCount; one++)
    clientLog[one] = Math.log(2 + clientDegree(graph, one))
  const coupling = new Float64Array(edgeCount)
  for (let endpoint = 0; endpoint < endpointCount; endpoint++) {
    const log = Math.log(2 + endpointDegree(graph, endpoint))
    for (let edge = endpointStart[endpoint]!; edge < endpointStart[endpoint + 1]!; edge++) {
      const who = client[edge]!
      const discounted = (2 * options.epsilon) / Math.max(log, clientLog[who]!)
      const share = weight[edge]! / Math.sqrt(clientWeight[who]! * endpointWeight[endpoint]!)
      coupling[edge] = Math.min(discounted, options.gainMax * share)
    }
  }
  return coupling
}
