import { clientPrior, PRIOR_UNKNOWN, propagate } from '../graph/index.ts'
import type { NumberedEdges } from './endpoint-edges.ts'

/** Of the catalogue: the feature that no query gives, because it needs the whole graph. */
export const GUILT_FEATURE = 'guilt'

/**
 * What reaches each endpoint from its neighbours, in log odds: clients that scan, spam or flood are suspect,
 * and so is a little what they contact, and so are a little less the others who contact that
 * (docs/explanation/graph.md). No list is asked: what others say of controllers is evidence of its own
 * (known-company.ts), with its own sources left out.
 */
export function guiltOf({ edges, acts }: NumberedEdges): Float64Array {
  const { evidence } = propagate(edges, {
    endpoint: new Float64Array(edges.endpointCount).fill(PRIOR_UNKNOWN),
    client: Float64Array.from(acts, (act) => clientPrior(act)),
  })
  return evidence
}
