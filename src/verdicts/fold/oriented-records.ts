import { parsePrefix } from '../../core/prefix.ts'
import type { SqlParameters } from '../../flows/store/flow-engine.ts'
import { VerdictError } from '../errors.ts'
import type { ExtractOptions } from './extract-options.ts'

/** Each prefix costs one comparison per record; an ISP announces far fewer after aggregation. */
const PREFIX_COUNT_MAX = 1024
const INTERFACE_COUNT_MAX = 1024
export type SqlPart = { readonly sql: string; readonly parameters: SqlParameters }

/**
 * `records`: which side of a flow record is the server, and which records are evidence at all. One row per
 * flow record of a proven client: received_on, hour, client, server, client_port, port, protocol, start_ms,
 * end_ms, is_up, up_*, down_*, sampling, exporter and the rest of who observed it.
 *
 * Who is the server, best knowledge first: a biflow's destination (its source is the initiator, RFC 5103
 * §6.3); the side a SYN without ACK goes to; the side SYN+ACK or RST+ACK alone comes from; the lower
 * class of port (< 1024, < 32768, ephemeral); among ports of one class the socket that is known to
 * talk to several others (known-services.ts); the lower port.
 *
 * @param flows a table of flows, and a condition on its rows
 * @param services a query of `socketHash`es
 */
export function orientedRecords(
  options: Pick<ExtractOptions, 'subscriberPrefixes' | 'upstreamInterfaces'>,
  flows: { readonly table: string; readonly where: string },
  services: string,
): SqlPart {
  const proven = provenConditions(options)
  return {
    sql: `records AS (
  SELECT
    toDate(received_at) AS received_on,
    if(source_asks, src_address, dst_address) AS client,
    if(source_asks, dst_address, src_address) AS server,
    if(source_asks, src_port, dst_port) AS client_port,
    if(source_asks, dst_port, src_port) AS port,
    protocol,
    toUnixTimestamp64Milli(start_at) AS start_ms,
    toInt32(floor(start_ms / 3600000)) AS hour,
    start_ms + duration_ms AS end_ms,
    duration_ms,
    toUInt8(source_asks OR reverse_packets > 0) AS is_up,
    if(source_asks, packets, reverse_packets) AS up_packets,
    if(source_asks, octets, reverse_octets) AS up_octets,
    if(source_asks, tcp_flags, reverse_tcp_flags) AS up_flags,
    if(source_asks, reverse_packets, packets) AS down_packets,
    if(source_asks, reverse_octets, octets) AS down_octets,
    if(source_asks, reverse_tcp_flags, tcp_flags) AS down_flags,
    greatest(sampling_interval, 1) AS sampling,
    exporter, observation_domain, ingress_interface, egress_interface
  FROM (SELECT *, ${sourceAsks(services)} AS source_asks FROM ${flows.table} WHERE ${flows.where})
  ${proven.conditions.length > 0 ? `WHERE ${proven.conditions.join(' AND ')}` : ''}
)`,
    parameters: proven.parameters,
  }
}

const portClass = (port: string): string => `multiIf(${port} < 1024, 0, ${port} < 32768, 1, 2)`
const TIED = `${portClass('src_port')} = ${portClass('dst_port')}`

/** Rows of flows whose ports and kind do not say who serves. */
export const IS_TIED_SQL = `biflow_direction = 0 AND protocol IN (6, 17, 132) AND ${TIED}`

const sourceAsks = (services: string): string => `multiIf(
    biflow_direction = 1, true,
    protocol NOT IN (6, 17, 132), true,
    protocol = 6 AND bitAnd(tcp_flags, 18) = 2, true,
    protocol = 6 AND bitAnd(tcp_flags, 63) IN (18, 20), false,
    ${portClass('src_port')} != ${portClass('dst_port')}, ${portClass('src_port')} > ${portClass('dst_port')},
    (${isKnown('dst', services)}) != (${isKnown('src', services)}), ${isKnown('dst', services)},
    src_port >= dst_port)`

/** Where ports decide, nothing is looked up: zero is no socket's hash. */
const isKnown = (side: 'src' | 'dst', services: string): string =>
  `if(${TIED}, ${socketHash(`${side}_address`, `${side}_port`)}, 0) IN (${services})`

export function socketHash(address: string, port: string): string {
  return `cityHash64(${address}, ${port}, protocol)`
}

/**
 * A client is proven when its address is a subscriber's and its own packets did not come in from
 * another network. Records of other clients weigh nothing, so they are left out here.
 *
 * Throws a `VerdictError` where the options cannot be.
 */
export function provenConditions(
  options: Pick<ExtractOptions, 'subscriberPrefixes' | 'upstreamInterfaces'>,
): {
  conditions: string[]
  parameters: Record<string, string | readonly number[]>
} {
  const conditions: string[] = []
  const parameters: Record<string, string | readonly number[]> = {}
  const { subscriberPrefixes, upstreamInterfaces } = options
  if (
    subscriberPrefixes.length > PREFIX_COUNT_MAX ||
    upstreamInterfaces.length > INTERFACE_COUNT_MAX
  )
    throw new VerdictError('DETECTION_OPTION_INVALID', 'too many subscriber prefixes or interfaces')
  const ranges = subscriberPrefixes.map((text, i) => {
    const prefix = parsePrefix(text)
    if (!prefix)
      throw new VerdictError('DETECTION_OPTION_INVALID', `not an address prefix: ${text}`)
    parameters[`prefix_low_${i}`] = hexText(prefix.octets)
    parameters[`prefix_high_${i}`] = hexText(lastOctets(prefix.octets, prefix.length))
    return `client BETWEEN ${bound(`prefix_low_${i}`)} AND ${bound(`prefix_high_${i}`)}`
  })
  if (ranges.length > 0) conditions.push(`(${ranges.join(' OR ')})`)
  if (upstreamInterfaces.length > 0) {
    conditions.push('NOT (source_asks AND has({upstream:Array(UInt32)}, ingress_interface))')
    parameters['upstream'] = upstreamInterfaces
  }
  return { conditions, parameters }
}

const bound = (name: string): string => `toIPv6({${name}:String})`

/** Sixteen octets as eight groups: a spelling every engine parses. */
function hexText(octets: Uint8Array): string {
  const groups: string[] = []
  for (let i = 0; i < 16; i += 2) groups.push(((octets[i]! << 8) | octets[i + 1]!).toString(16))
  return groups.join(':')
}

function lastOctets(first: Uint8Array, length: number): Uint8Array {
  return first.map((octet, i) => octet | (0xff >> Math.min(8, Math.max(0, length - i * 8))))
}
