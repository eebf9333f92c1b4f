import { clientPrior, PRIOR_UNKNOWN, propagate } from '../graph/index.ts'

/** Of the catalogue: the one feature that no query gives, because it needs the whole graph. */
export const GUILT_FEATURE = 'guilt'

/** A client of an endpoint: a number without meaning, what the contact weighs, whether it misbehaves elsewhere. */
export type Edge = readonly [client: number, weight: number, misbehaves: number]

/**
 * What reaches each endpoint from its neighbours, in log odds: clients that scan, spam or flood are suspect,
 * and so is a little what they contact, and so are a little less the others who contact that
 * (docs/explanation/graph.md). No list is asked: what is known of an endpoint must not come back as its own
 * evidence.
 *
 * @param edges of each endpoint, in an order that does not change from run to run
 */
export function guiltOf(edges: readonly (readonly Edge[])[]): Float64Array {
  const numbers = new Map<number, number>()
  const acts: number[] = []
  const count = edges.reduce((sum, ofOne) => sum + ofOne.length, 0)
  const client = new Uint32Array(count)
  const endpoint = new Uint32Array(count)
  const weight = new Float32Array(count)
  let at = 0
  for (const [row, ofOne] of edges.entries())
    for (const [key, strength, misbehaves] of ofOne) {
      let number = numbers.get(key)
      if (number === undefined) {
        number = numbers.size
        numbers.set(key, number)
        acts.push(0)
      }
      if (misbehaves) acts[number] = 1
      client[at] = number
      endpoint[at] = row
      weight[at++] = strength
    }
  const { evidence } = propagate(
    { clientCount: numbers.size, endpointCount: edges.length, client, endpoint, weight },
    {
      endpoint: new Float64Array(edges.length).fill(PRIOR_UNKNOWN),
      client: Float64Array.from(acts, (act) => clientPrior(act)),
    },
  )
  return evidence
}
