import { assertEdges, type CandidateEdges } from './candidate-edges.ts'

/**
 * The edges in compressed rows, walked from either side. Row e of the endpoints is
 * `[endpointStart[e], endpointStart[e + 1])` and holds edge numbers directly; row c of the clients holds the
 * same edge numbers in `clientEdge`. A pair is one edge, however often it was named.
 */
export type BipartiteGraph = {
  readonly clientCount: number
  readonly endpointCount: number
  readonly edgeCount: number
  readonly endpointStart: Uint32Array
  /** By edge. */
  readonly client: Uint32Array
  readonly endpoint: Uint32Array
  readonly weight: Float64Array
  readonly clientStart: Uint32Array
  readonly clientEdge: Uint32Array
}

/** O(edges): two counting sorts. The order of the input changes nothing but rounding. */
export function bipartiteGraph(edges: CandidateEdges): BipartiteGraph {
  assertEdges(edges)
  const { clientCount, endpointCount } = edges
  const order = rows(edges.endpoint, endpointCount)
  const size = edges.client.length
  const client = new Uint32Array(size)
  const endpoint = new Uint32Array(size)
  const weight = new Float64Array(size)
  const endpointStart = new Uint32Array(endpointCount + 1)
  // Where a client's edge within the present row lies, so that a second mention is added to it.
  const seenAt = new Int32Array(clientCount).fill(-1)
  let edgeCount = 0
  for (let row = 0; row < endpointCount; row++) {
    const rowStart = edgeCount
    for (let at = order.start[row]!; at < order.start[row + 1]!; at++) {
      const source = order.items[at]!
      const who = edges.client[source]!
      const seen = seenAt[who]!
      if (seen >= rowStart) {
        weight[seen]! += edges.weight[source]!
        continue
      }
      seenAt[who] = edgeCount
      client[edgeCount] = who
      endpoint[edgeCount] = row
      weight[edgeCount] = edges.weight[source]!
      edgeCount++
    }
    endpointStart[row + 1] = edgeCount
  }
  const byClient = rows(client.subarray(0, edgeCount), clientCount)
  return {
    clientCount,
    endpointCount,
    edgeCount,
    endpointStart,
    client: client.subarray(0, edgeCount),
    endpoint: endpoint.subarray(0, edgeCount),
    weight: weight.subarray(0, edgeCount),
    clientStart: byClient.start,
    clientEdge: byClient.items,
  }
}

export function endpointDegree({ endpointStart }: BipartiteGraph, endpoint: number): number {
  return endpointStart[endpoint + 1]! - endpointStart[endpoint]!
}

export function clientDegree({ clientStart }: BipartiteGraph, client: number): number {
  return clientStart[client + 1]! - clientStart[client]!
}

/** Item numbers grouped by key, in their order. */
function rows(keys: Uint32Array, keyCount: number): { start: Uint32Array; items: Uint32Array } {
  const start = new Uint32Array(keyCount + 1)
  for (const key of keys) start[key + 1]!++
  for (let key = 0; key < keyCount; key++) start[key + 1]! += start[key]!
  const next = start.slice()
  const items = new Uint32Array(keys.length)
  for (let item = 0; item < keys.length; item++) items[next[keys[item]!]!++] = item
  return { start, items }
}
