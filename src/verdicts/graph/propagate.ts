import { type BipartiteGraph, bipartiteGraph } from './bipartite-graph.ts'
import type { CandidateEdges } from './candidate-edges.ts'
import { COUPLING_DEFAULTS, type CouplingOptions, couplings } from './coupling.ts'
import { logOdds, type Priors, sigmoid } from './priors.ts'

export type PropagateOptions = Partial<CouplingOptions> & {
  /** 8 to 10 are enough on real graphs (default 10). */
  readonly sweepCountMax?: number
  /** Share of the old message that is kept, 0 to below 1 (default 0.5). */
  readonly damping?: number
  /** Sweeps end early when no message moves by more than this, in log-odds (default 1e-9). */
  readonly tolerance?: number
}

/** One value per endpoint; nothing about clients comes out. */
export type Propagation = {
  /** Probability of being malicious after all neighbours were heard. */
  readonly belief: Float64Array
  /**
   * What the neighbours alone say, in log-odds, the endpoint's own prior left out: the feature to learn
   * from, because the prior holds the label. (Through a loop a faint echo of the prior may come back.)
   */
  readonly evidence: Float64Array
  readonly sweepCount: number
  /** Largest change of a message in the last sweep, in log-odds. */
  readonly lastChange: number
}

const SWEEP_COUNT_MAX = 10
const DAMPING = 0.5
const TOLERANCE = 1e-9

/**
 * Loopy belief propagation between clients and endpoints (two states, guilt by association), in log-odds.
 * What passes is maliciousness, not a family: 30 % of infected clients talk to several families.
 * O(edges) a sweep; the same input gives the same bytes.
 */
export function propagate(
  edges: CandidateEdges,
  priors: Priors,
  options: PropagateOptions = {},
): Propagation {
  return propagateOn(bipartiteGraph(edges), priors, options)
}

/** The same on a graph that is built already, for several runs with other priors. */
export function propagateOn(
  graph: BipartiteGraph,
  priors: Priors,
  options: PropagateOptions = {},
): Propagation {
  if (priors.endpoint.length !== graph.endpointCount || priors.client.length !== graph.clientCount)
    throw new RangeError('there is one prior per endpoint and per client')
  const { sweepCountMax = SWEEP_COUNT_MAX, damping = DAMPING, tolerance = TOLERANCE } = options
  const coupling = couplings(graph, { ...COUPLING_DEFAULTS, ...options })
  const toClient = new Float64Array(graph.edgeCount)
  const toEndpoint = new Float64Array(graph.edgeCount)
  const endpointPrior = priors.endpoint.map(logOdds)
  const clientPrior = priors.client.map(logOdds)
  let lastChange = Number.POSITIVE_INFINITY
  let sweepCount = 0
  while (sweepCount < sweepCountMax && lastChange > tolerance) {
    const asked = sendFromEndpoints(graph, coupling, endpointPrior, toEndpoint, toClient, damping)
    const heard = sendFromClients(graph, coupling, clientPrior, toClient, toEndpoint, damping)
    lastChange = Math.max(asked, heard)
    sweepCount++
  }
  const evidence = sumByEndpoint(graph, toEndpoint)
  const belief = evidence.map((sum, endpoint) => sigmoid(sum + endpointPrior[endpoint]!))
  return { belief, evidence, sweepCount, lastChange }
}

function sendFromEndpoints(
  graph: BipartiteGraph,
  coupling: Float64Array,
  prior: Float64Array,
  incoming: Float64Array,
  outgoing: Float64Array,
  damping: number,
): number {
  let change = 0
  for (let endpoint = 0; endpoint < graph.endpointCount; endpoint++) {
    const start = graph.endpointStart[endpoint]!
    const end = graph.endpointStart[endpoint + 1]!
    let sum = prior[endpoint]!
    for (let edge = start; edge < end; edge++) sum += incoming[edge]!
    for (let edge = start; edge < end; edge++) {
      const old = outgoing[edge]!
      const message = passed(coupling[edge]!, sum - incoming[edge]!)
      const next = damping * old + (1 - damping) * message
      outgoing[edge] = next
      change = Math.max(change, Math.abs(next - old))
    }
  }
  return change
}

function sendFromClients(
  graph: BipartiteGraph,
  coupling: Float64Array,
  prior: Float64Array,
  incoming: Float64Array,
  outgoing: Float64Array,
  damping: number,
): number {
  const { clientEdge, clientStart } = graph
  let change = 0
  for (let client = 0; client < graph.clientCount; client++) {
    const start = clientStart[client]!
    const end = clientStart[client + 1]!
    let sum = prior[client]!
    for (let at = start; at < end; at++) sum += incoming[clientEdge[at]!]!
    for (let at = start; at < end; at++) {
      const edge = clientEdge[at]!
      const old = outgoing[edge]!
      const message = passed(coupling[edge]!, sum - incoming[edge]!)
      const next = damping * old + (1 - damping) * message
      outgoing[edge] = next
      change = Math.max(change, Math.abs(next - old))
    }
  }
  return change
}

/**
 * The message of the two-state model, 2 atanh(κ tanh(x / 2)), with one exponential and one logarithm, which takes
 * a third less time. Beyond ±40 tanh is 1 to the last bit.
 */
function passed(coupling: number, logOddsValue: number): number {
  const odds = Math.exp(Math.min(40, Math.max(-40, logOddsValue)))
  const more = 1 + coupling
  const less = 1 - coupling
  return Math.log((odds * more + less) / (odds * less + more))
}

function sumByEndpoint(graph: BipartiteGraph, messages: Float64Array): Float64Array {
  const sums = new Float64Array(graph.endpointCount)
  for (let edge = 0; edge < graph.edgeCount; edge++) sums[graph.endpoint[edge]!]! += messages[edge]!
  return sums
}
