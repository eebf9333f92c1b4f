import type { CandidateEdges } from './candidate-edges.ts'

/** Edges written as pairs [client, endpoint], weight 1 unless said. */
export function edgesOf(
  clientCount: number,
  endpointCount: number,
  pairs: readonly (readonly [client: number, endpoint: number, weight?: number])[],
): CandidateEdges {
  return {
    clientCount,
    endpointCount,
    client: Uint32Array.from(pairs, ([client]) => client),
    endpoint: Uint32Array.from(pairs, ([, endpoint]) => endpoint),
    weight: Float32Array.from(pairs, ([, , weight = 1]) => weight),
  }
}

export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index)
