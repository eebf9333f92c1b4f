import { CLIENT_KEY_SQL } from '../fold/client-buckets.ts'
import { PAIR_FACTS } from '../fold/pair-fold.ts'
import type { CandidateEdges } from '../graph/index.ts'
import type { EngineEndpoint } from '../row-endpoint.ts'

/** A client of an endpoint: a number without meaning, what the contact weighs, whether it misbehaves elsewhere. */
export type Edge = readonly [client: number, weight: number, misbehaves: number]

/**
 * Edges as the engine packs them, little-endian: twice the client's number (up to 2^52) and 1 if it misbehaves as UInt64,
 * the weight as Float32. There are ten million in a crowded hour: as numbers in JSON they would be most of the answer.
 */
export type PackedEdges = Uint8Array

const EDGE_BYTES = 12
const HIGH = 2 ** 32

/** Edges of an endpoint that enter the graph: beyond them it is so common that it passes nothing on. */
const EDGES_MAX = 256

/** A row of EDGES_SQL: `packed` is PackedEdges as base64. */
export type EdgesRow = EngineEndpoint & { readonly packed: string }

/**
 * Edges of each candidate whose clients weigh something. A question of its own: carried along with what else is known of
 * an endpoint, they would be copied at each step.
 */
export const EDGES_SQL = `SELECT IPv6NumToString(server) AS address, port, protocol,
  base64Encode(arrayStringConcat(arrayMap(
    edge -> concat(reinterpretAsFixedString(toUInt64(2 * edge.1 + edge.3)), reinterpretAsFixedString(toFloat32(edge.2))),
    groupArraySorted(${EDGES_MAX})((${CLIENT_KEY_SQL}, weight * log(1 + contacts),
      toUInt8(client_scans OR client_spams OR client_floods_elsewhere)))))) AS packed
FROM ${PAIR_FACTS.name} WHERE weight > 0
GROUP BY server, port, protocol`

/** Looked up by endpoint; none for what has no edge. */
export function edgesByEndpoint(
  rows: readonly EdgesRow[],
): (endpoint: EngineEndpoint) => PackedEdges {
  const keyOf = ({ address, port, protocol }: EngineEndpoint) => `${address} ${port} ${protocol}`
  const packed = new Map(rows.map((row) => [keyOf(row), row.packed]))
  return (endpoint) => Buffer.from(packed.get(keyOf(endpoint)) ?? '', 'base64')
}

/** The same packing as EDGES_SQL, for clients that another question named. */
export function packEdges(edges: readonly Edge[]): PackedEdges {
  const packed = new DataView(new ArrayBuffer(edges.length * EDGE_BYTES))
  for (const [i, [client, weight, misbehaves]] of edges.entries()) {
    const doubled = 2 * client + misbehaves
    packed.setUint32(i * EDGE_BYTES, doubled % HIGH, true)
    packed.setUint32(i * EDGE_BYTES + 4, Math.floor(doubled / HIGH), true)
    packed.setFloat32(i * EDGE_BYTES + 8, weight, true)
  }
  return new Uint8Array(packed.buffer)
}

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
export function numberedEdges(edges: readonly PackedEdges[]): NumberedEdges {
  const numbers = new Map<number, number>()
  const acts: number[] = []
  const count = edges.reduce((sum, ofOne) => sum + ofOne.length / EDGE_BYTES, 0)
  const client = new Uint32Array(count)
  const endpoint = new Uint32Array(count)
  const weight = new Float32Array(count)
  let at = 0
  for (const [row, ofOne] of edges.entries()) {
    const packed = new DataView(ofOne.buffer, ofOne.byteOffset, ofOne.byteLength)
    for (let from = 0; from < packed.byteLength; from += EDGE_BYTES) {
      const low = packed.getUint32(from, true)
      const key = packed.getUint32(from + 4, true) * HIGH + (low - (low & 1))
      let number = numbers.get(key)
      if (number === undefined) {
        number = numbers.size
        numbers.set(key, number)
        acts.push(0)
      }
      if (low & 1) acts[number] = 1
      client[at] = number
      endpoint[at] = row
      weight[at++] = packed.getFloat32(from + 8, true)
    }
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
