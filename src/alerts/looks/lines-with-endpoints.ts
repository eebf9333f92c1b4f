import type { ServiceEndpoint } from '../../core/endpoint.ts'
import type { FlowAccess } from '../../core/flow-access.ts'
import { protocolNumber } from '../../core/protocol.ts'
import { DAY_MS, type TimeSpan } from '../../core/time-span.ts'
import type { FlowReader } from '../../flows/store/flow-reader.ts'
import type { Line } from '../lines/line-map.ts'
import { IN_LINE, LINES, lineBatches, lineKey } from './line-table.ts'

/** One line on one day with one endpoint. */
export type LineContact = {
  readonly line: Line
  readonly endpoint: ServiceEndpoint
  /** Whole days since the epoch, UTC. */
  readonly day: number
  readonly contacts: number
  /** Of them, those that got beyond asking: nobody can forge these from elsewhere. */
  readonly answered: number
  readonly firstMs: number
  readonly lastMs: number
}

export type Look = {
  readonly access: FlowAccess
  readonly window: TimeSpan
  /** Interfaces that face other networks: what comes in there in a subscriber's name is forged. */
  readonly upstreamInterfaces: readonly number[]
}

/**
 * Both directions as contacts of a line with an endpoint. What counts as answered is as in
 * `flows/store/endpoint-reach.ts`: the line's own ACK or PSH, or packets that came back.
 */
const CONTACTS = `
WITH arrayMap((address, port, protocol) -> (toIPv6(address), port, protocol),
  {addresses:Array(String)}, {ports:Array(UInt16)}, {protocols:Array(UInt8)}) AS endpoints
SELECT line, endpoint, intDiv(at, ${DAY_MS}) AS day, count() AS contacts, countIf(isAnswered) AS answered,
  min(at) AS firstMs, max(at) AS lastMs
FROM (
  SELECT
    ${isOne('dst')} AS isAsked,
    indexOf(endpoints, if(isAsked, (dst_address, dst_port, protocol), (src_address, src_port, protocol))) AS endpoint,
    if(isAsked, src_port, dst_port) AS port,
    toUnixTimestamp64Milli(start_at) AS at,
    if(isAsked,
      if(protocol = 6 AND tcp_flags != 0, bitAnd(tcp_flags, 24) != 0, reverse_packets > 0),
      protocol != 6) AS isAnswered,
    ${lineKey('if(isAsked, src_address, dst_address)')} AS key
  FROM flows
  WHERE start_at >= fromUnixTimestamp64Milli({from:Int64}) AND start_at < fromUnixTimestamp64Milli({to:Int64})
    AND (${isOne('dst')} OR ${isOne('src')})
    AND NOT (${isOne('dst')} AND has({upstream:Array(UInt32)}, ingress_interface))
) AS contact
INNER JOIN (${LINES}) AS held ON contact.key = held.key
WHERE ${IN_LINE}
GROUP BY line, endpoint, day`

/** By a set and not by the place in the list: that would be looked for along the list, for every flow there is. */
function isOne(side: 'src' | 'dst'): string {
  return `(${side}_address, ${side}_port, protocol) IN (SELECT (toIPv6(one.1), one.2, one.3) FROM (
    SELECT arrayJoin(arrayZip({addresses:Array(String)}, {ports:Array(UInt16)}, {protocols:Array(UInt8)})) AS one))`
}

type Row = Omit<LineContact, 'line' | 'endpoint'> & {
  readonly line: number
  readonly endpoint: number
}

/** Endpoints of one query: with their lines it stays below what the engine reads as one statement. */
const ENDPOINTS_AT_ONCE = 500

/** Which of these lines met which of these endpoints. Nobody else's flows leave the engine. */
export async function linesWithEndpoints(
  reader: FlowReader,
  { access, window, upstreamInterfaces }: Look,
  lines: readonly Line[],
  endpoints: readonly ServiceEndpoint[],
  onProgress: (fraction: number) => void = () => {},
): Promise<LineContact[]> {
  const found: LineContact[] = []
  const batches = lineBatches(lines)
  for (const [index, batch] of batches.entries()) {
    for (let at = 0; at < endpoints.length; at += ENDPOINTS_AT_ONCE) {
      const some = endpoints.slice(at, at + ENDPOINTS_AT_ONCE)
      const rows = await reader.query<Row>({ ...access, window }, CONTACTS, {
        ...batch.parameters,
        addresses: some.map(({ address }) => address),
        ports: some.map(({ port }) => port),
        protocols: some.map(({ protocol }) => protocolNumber(protocol) ?? 0),
        upstream: upstreamInterfaces,
        from: window.startMs,
        to: window.endMs,
      })
      for (const { line, endpoint, ...row } of rows)
        found.push({ ...row, line: batch.lines[line]!, endpoint: some[endpoint - 1]! })
    }
    onProgress((index + 1) / batches.length)
  }
  return found
}
