import { binomialTail } from '../binomial-tail.ts'
import { type BipartiteGraph, bipartiteGraph, endpointDegree } from './bipartite-graph.ts'
import type { CandidateEdges } from './candidate-edges.ts'

/** Which endpoints are known controllers, and by whose word. */
export type KnownOrigins = {
  /**
   * Per endpoint a set of bits, one for each independent origin that lists it as a controller; 0 = not
   * known. Of more than 31 origins the rest share the last bit.
   */
  readonly origins: Uint32Array
  /** Clients of the whole site: what company by chance is measured against. */
  readonly clientTotal: number
}

/** Counts per endpoint. A client counts once, whatever it did. */
export type TwoHop = {
  readonly clientCount: Uint32Array
  /** Clients that are also in touch with another known controller. */
  readonly clientsAlsoKnown: Uint32Array
  /** Known controllers that share at least one client with the endpoint. */
  readonly sharedControllers: Uint32Array
  /** Largest Jaccard index of the endpoint's clients with those of one known controller, 0 to 1. */
  readonly jaccardMax: Float64Array
  /**
   * −log10 of the chance that so many of its clients are found at one known controller were they drawn from all
   * clients, for the least probable of them and times the number of known controllers; 0 to 12. A popular service
   * that a list names by mistake is at home with everybody, and so says nothing.
   */
  readonly surprise: Float64Array
}

/** Beyond this one chance is as small as another. */
const SURPRISE_MAX = 12

/**
 * A client in touch with more known controllers than this is a gateway for many people, a researcher or a
 * honeypot: it says nothing about two of them belonging together, and would cost the most.
 */
export const KNOWN_PER_CLIENT_MAX = 64

/**
 * Two-hop evidence: endpoint ← client → known controller. The label's own source is held out: for an
 * endpoint that is itself listed, a controller counts only if somebody lists it who does not list the
 * endpoint. Else a feature would hold the label, and a list would seem to be confirmed by itself.
 */
export function twoHop(edges: CandidateEdges, known: KnownOrigins): TwoHop {
  return twoHopOn(bipartiteGraph(edges), known)
}

export function twoHopOn(graph: BipartiteGraph, { origins, clientTotal }: KnownOrigins): TwoHop {
  if (origins.length !== graph.endpointCount)
    throw new RangeError('there is one set of origins per endpoint')
  const { endpointCount } = graph
  const contacts = knownContacts(graph, origins)
  const answer = {
    clientCount: new Uint32Array(endpointCount),
    clientsAlsoKnown: new Uint32Array(endpointCount),
    sharedControllers: new Uint32Array(endpointCount),
    jaccardMax: new Float64Array(endpointCount),
    surprise: new Float64Array(endpointCount),
  }
  const knownCount = origins.reduce((count, bits) => (bits === 0 ? count : count + 1), 0)
  const together = new Uint32Array(endpointCount)
  const touched: number[] = []
  for (let endpoint = 0; endpoint < endpointCount; endpoint++) {
    const own = origins[endpoint]!
    for (
      let edge = graph.endpointStart[endpoint]!;
      edge < graph.endpointStart[endpoint + 1]!;
      edge++
    ) {
      const who = graph.client[edge]!
      let isAlsoKnown = false
      for (let at = contacts.start[who]!; at < contacts.start[who + 1]!; at++) {
        const controller = contacts.controller[at]!
        if (controller === endpoint || (origins[controller]! & ~own) === 0) continue
        isAlsoKnown = true
        if (together[controller]!++ === 0) touched.push(controller)
      }
      if (isAlsoKnown) answer.clientsAlsoKnown[endpoint]!++
    }
    const degree = endpointDegree(graph, endpoint)
    answer.clientCount[endpoint] = degree
    answer.sharedControllers[endpoint] = touched.length
    for (const controller of touched) {
      const both = together[controller]!
      const others = endpointDegree(graph, controller)
      const jaccard = both / (degree + others - both)
      if (jaccard > answer.jaccardMax[endpoint]!) answer.jaccardMax[endpoint] = jaccard
      const chance = binomialTail(both, degree, Math.min(1, others / clientTotal)) * knownCount
      const surprise = Math.min(SURPRISE_MAX, -Math.log10(Math.max(Number.MIN_VALUE, chance)))
      if (surprise > answer.surprise[endpoint]!) answer.surprise[endpoint] = surprise
      together[controller] = 0
    }
    touched.length = 0
  }
  return answer
}

/** Per client the known controllers it was in touch with; none for one that exceeds the maximum. */
function knownContacts(
  graph: BipartiteGraph,
  origins: Uint32Array,
): { start: Uint32Array; controller: Uint32Array } {
  const { clientStart, clientEdge, endpoint } = graph
  const start = new Uint32Array(graph.clientCount + 1)
  const controllers: number[] = []
  for (let client = 0; client < graph.clientCount; client++) {
    const before = controllers.length
    for (let at = clientStart[client]!; at < clientStart[client + 1]!; at++) {
      const candidate = endpoint[clientEdge[at]!]!
      if (origins[candidate] !== 0) controllers.push(candidate)
    }
    if (controllers.length - before > KNOWN_PER_CLIENT_MAX) controllers.length = before
    start[client + 1] = controllers.length
  }
  return { start, controller: Uint32Array.from(controllers) }
}
