import type { CandidateEdges } from '../graph/index.ts'

/** A client of an endpoint: a number without meaning, what the contact weighs, whether it misbehaves elsewhere. */
export type Edge = readonly [client: number, weight: number, misbehaves: number]

export type NumberedEdges = {
  readonly edges: CandidateEdges
  /** Of each client: 1 if it scans, spams or floods elsewhere. */
  readonly acts: readonly number[]
}

/**
 * The graph of these endpoints, its clients numbered from 0.
 *
 * @param edges of each endpoint, in an order that does not change from run to run
 */
export function numberedEdges(edges: readonly (readonly Edge[])[]): NumberedEdges {
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
  return {
    edges: {
      clientCount: numbers.size,
      endpointCount: edges.length,
      client,
      endpoint,
      weight,
    },
    acts,
  }
}
