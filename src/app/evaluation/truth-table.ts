import { canonicalAddress } from '../../core/address.ts'
import { formatEndpoint, type ServiceEndpoint } from '../../core/endpoint.ts'
import { protocolName, protocolNumber } from '../../core/protocol.ts'
import type { FlowEngine } from '../../flows/store/flow-engine.ts'
import type { Truth } from '../../verdicts/evaluate/index.ts'
import type { LabelledFile } from './labelled-file.ts'

/** What the labels of a file say about one endpoint. */
export type LabelledEndpoint = {
  readonly endpoint: ServiceEndpoint
  readonly truth: Truth
  readonly kind: string | undefined
  readonly flows: number
  /** Rows that name it as the side that was asked, beyond doubt. */
  readonly certainFlows: number
  readonly samplingMax: number
}

/** Endpoint text → labels, for one capture. */
export type TruthTable = ReadonlyMap<string, LabelledEndpoint>

/**
 * Folds the labels of one capture: positive when any of its flows is, negative when all that are known
 * say so, else unknown. A one-way record does not say who asked: the side with the lower class of port
 * is the server, and between equals both sides may be, for the detector's own orientation to decide.
 */
export async function readTruthTable(
  engine: FlowEngine,
  file: LabelledFile,
  capture: string,
  flowsMin: number,
): Promise<TruthTable> {
  const rows = await engine.rows<TruthRow>(truthQuery(file), { capture, flows_min: flowsMin })
  const table = new Map<string, LabelledEndpoint>()
  for (const row of rows) {
    const protocol = protocolNumber(row.protocol)
    const address = canonicalAddress(row.address)
    const port = Number(row.port)
    if (protocol === undefined || address === undefined || !Number.isInteger(port)) continue
    const endpoint = { address, protocol: protocolName(protocol), port }
    table.set(formatEndpoint(endpoint), {
      endpoint,
      truth: row.positives > 0 ? 1 : row.negatives > 0 ? 0 : null,
      kind: row.kind === '' ? undefined : row.kind,
      flows: row.flows,
      certainFlows: row.certain,
      samplingMax: row.sampling,
    })
  }
  return table
}

type TruthRow = {
  readonly address: string
  readonly port: string
  readonly protocol: string
  readonly flows: number
  readonly certain: number
  readonly positives: number
  readonly negatives: number
  readonly kind: string
  readonly sampling: number
}

const portClass = (port: string): string =>
  `multiIf(toUInt32OrZero(${port}) < 1024, 0, toUInt32OrZero(${port}) < 32768, 1, 2)`

function truthQuery({ table, sql }: LabelledFile): string {
  return `
SELECT side.1 AS address, side.2 AS port, protocol,
  count() AS flows, sum(side.3) AS certain,
  if(certain > 0, countIf(truth = 1 AND side.3), countIf(truth = 1)) AS positives,
  if(certain > 0, countIf(truth = 0 AND side.3), countIf(truth = 0)) AS negatives,
  anyIf(kind, kind != '') AS kind, max(sampling) AS sampling
FROM (
  SELECT protocol, truth, kind, sampling, arrayJoin(multiIf(
      NOT ifNull(is_one_way, false) OR state IN ('S0', 'SH') OR startsWith(state, 'S_') OR server_class < client_class, [(server, server_port, toUInt8(1))],
      server_class > client_class, [(client, client_port, toUInt8(1))],
      [(server, server_port, toUInt8(0)), (client, client_port, toUInt8(0))])) AS side
  FROM (
    SELECT ${sql.protocol} AS protocol, ${sql.truth} AS truth, ${sql.kind} AS kind,
      ${sql.sampling} AS sampling, ${sql.state} AS state, ${sql.isOneWay} AS is_one_way,
      ${sql.server[0]} AS server, ${sql.server[1]} AS server_port,
      ${sql.client[0]} AS client, ${sql.client[1]} AS client_port,
      ${portClass('server_port')} AS server_class, ${portClass('client_port')} AS client_class
    FROM ${table} WHERE ${sql.capture} = {capture:String}
  )
  WHERE protocol IN ('tcp', 'udp', 'sctp', '6', '17', '132')
)
GROUP BY address, port, protocol
HAVING flows >= {flows_min:UInt32}
SETTINGS output_format_json_quote_64bit_integers = 0, max_memory_usage = 3000000000`
}
