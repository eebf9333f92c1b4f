/**
 * Guilt by association, with a discount for what many share: belief propagation and two-hop evidence on
 * clients × endpoints. Clients are numbers without meaning; only values per endpoint leave.
 */
export { type BipartiteGraph, bipartiteGraph } from './bipartite-graph.ts'
export type { CandidateEdges } from './candidate-edges.ts'
export { clientPrior, knownC2Prior, POPULAR_PRIOR, PRIOR_UNKNOWN, type Priors } from './priors.ts'
export { type PropagateOptions, type Propagation, propagate, propagateOn } from './propagate.ts'
export { type KnownOrigins, type TwoHop, twoHop, twoHopOn } from './two-hop.ts'
