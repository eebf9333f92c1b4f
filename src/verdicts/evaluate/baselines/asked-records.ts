import { type Prefix, parsePrefix } from '../../../core/prefix.ts'
import type { SqlParameters } from '../../../flows/store/flow-engine.ts'
import type { ExtractOptions } from '../../fold/extract-options.ts'

/** Who asked whom: `records`, one row per flow record, as a CTE over the table `flows`. */
export type AskedRecords = { readonly sql: string; readonly parameters: SqlParameters }

type View = Pick<ExtractOptions, 'subscriberPrefixes' | 'upstreamInterfaces'> &
  Partial<Pick<ExtractOptions, 'window'>>

/**
 * The baselines get the detector's view of whose traffic counts, and the plain part of its orientation:
 * a biflow’s initiator, a lone SYN or SYN+ACK, the class of port, the lower port. It is written apart
 * from the detector’s folds on purpose: a mistake there must not be repeated by what it is compared with.
 */
export function askedRecords({
  subscriberPrefixes,
  upstreamInterfaces,
  window = 'all',
}: View): AskedRecords {
  const parameters: Record<string, string | number | readonly number[]> = {}
  const prefixes = subscriberPrefixes
    .map(parsePrefix)
    .filter((prefix): prefix is Prefix => prefix !== undefined)
    .map((prefix, i) => {
      parameters[`inside_low_${i}`] = hexText(prefix.octets)
      parameters[`inside_high_${i}`] = hexText(highest(prefix))
      return `client BETWEEN toIPv6({inside_low_${i}:String}) AND toIPv6({inside_high_${i}:String})`
    })
  const conditions = prefixes.length > 0 ? [`(${prefixes.join(' OR ')})`] : []
  if (upstreamInterfaces.length > 0) {
    conditions.push('NOT (source_asks AND has({upstream:Array(UInt32)}, ingress_interface))')
    parameters['upstream'] = upstreamInterfaces
  }
  if (window !== 'all') {
    conditions.push('start_ms >= {from_ms:Int64} AND start_ms < {to_ms:Int64}')
    parameters['from_ms'] = window.startMs
    parameters['to_ms'] = window.endMs
  }
  return {
    parameters,
    sql: `records AS (
  SELECT if(source_asks, src_address, dst_address) AS client,
    if(source_asks, dst_address, src_address) AS server,
    if(source_asks, dst_port, src_port) AS port, protocol,
    toUnixTimestamp64Milli(start_at) AS start_ms,
    source_asks OR reverse_packets > 0 AS is_up,
    greatest(sampling_interval, 1) AS sampling,
    if(source_asks, octets, reverse_octets) AS up_octets,
    if(source_asks, tcp_flags, reverse_tcp_flags) AS up_flags,
    if(source_asks, reverse_packets, packets) AS down_packets,
    if(source_asks, reverse_octets, octets) AS down_octets
  FROM (SELECT *, ${SOURCE_ASKS} AS source_asks FROM flows WHERE protocol IN (6, 17, 132))
  ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
)`,
  }
}

const portClass = (port: string): string => `multiIf(${port} < 1024, 0, ${port} < 32768, 1, 2)`

/** Bits of tcp_flags: SYN 2, RST 4, ACK 16. */
const SOURCE_ASKS = `multiIf(
    biflow_direction = 1, true,
    protocol = 6 AND bitAnd(tcp_flags, 18) = 2, true,
    protocol = 6 AND bitAnd(tcp_flags, 63) IN (18, 20), false,
    ${portClass('src_port')} != ${portClass('dst_port')}, ${portClass('src_port')} > ${portClass('dst_port')},
    src_port >= dst_port)`

function highest({ octets, length }: Prefix): Uint8Array {
  return octets.map((octet, i) => octet | (0xff >> Math.min(8, Math.max(0, length - i * 8))))
}

/** Sixteen octets as eight groups: a spelling every engine parses. */
function hexText(octets: Uint8Array): string {
  return Array.from({ length: 8 }, (_, i) =>
    ((octets[2 * i]! << 8) | octets[2 * i + 1]!).toString(16),
  ).join(':')
}
