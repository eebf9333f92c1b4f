import type { ServiceEndpoint } from '../../core/endpoint.ts'
import type { FlowAccess } from '../../core/flow-access.ts'
import { protocolNumber } from '../../core/protocol.ts'
import { HOUR_MS, type TimeSpan } from '../../core/time-span.ts'
import type { SqlParameters } from './flow-engine.ts'
import type { FlowReader } from './flow-reader.ts'

/** What one endpoint's traffic looks like, without saying whose it is. */
export type EndpointActivity = {
  readonly hours: readonly HourOfContacts[]
  readonly sizes: readonly SizeClass[]
  /** One row per unnamed client, the busiest first: epoch milliseconds of its contacts. */
  readonly rhythm: readonly (readonly number[])[]
}

export type HourOfContacts = {
  /** Epoch seconds of the hour's start. */
  readonly at: number
  /** Records towards the server, as observed. */
  readonly contacts: number
  readonly clients: number
  /** Scaled by the sampling interval. */
  readonly octetsToServer: number
  readonly octetsFromServer: number
}

/** Contacts with 2^n ≤ octets < 2^(n+1), as observed. */
export type SizeClass = {
  readonly log2Octets: number
  readonly toServer: number
  readonly fromServer: number
}

const RHYTHM_CLIENT_COUNT_MAX = 12
/** More than a screen can show; beyond it an even sample of the contacts. */
const RHYTHM_CONTACT_COUNT_MAX = 2_000

/**
 * A uniflow towards the client is the answer of one towards the server; a biflow holds both. Hours
 * come complete, quiet ones as zeros, so that a picture shows the gaps.
 */
const SIDES = `
  protocol = {protocol:UInt8}
  AND start_at >= fromUnixTimestamp64Milli({from:Int64}) AND start_at < fromUnixTimestamp64Milli({to:Int64})`
const TO_SERVER = 'dst_address = toIPv6({address:String}) AND dst_port = {port:UInt16}'
const FROM_SERVER = 'src_address = toIPv6({address:String}) AND src_port = {port:UInt16}'

const HOURS = `
SELECT
  toUnixTimestamp(toStartOfHour(start_at)) AS at,
  countIf(${TO_SERVER}) AS contacts,
  uniqExactIf(src_address, ${TO_SERVER}) AS clients,
  sumIf(octets * sampling_interval, ${TO_SERVER})
    + sumIf(reverse_octets * sampling_interval, ${FROM_SERVER}) AS octetsToServer,
  sumIf(octets * sampling_interval, ${FROM_SERVER})
    + sumIf(reverse_octets * sampling_interval, ${TO_SERVER}) AS octetsFromServer
FROM flows
WHERE ${SIDES} AND ((${TO_SERVER}) OR (${FROM_SERVER}))
GROUP BY at ORDER BY at`

const SIZES = `
SELECT log2Octets, sum(isToServer) AS toServer, sum(NOT isToServer) AS fromServer
FROM (
  SELECT size.1 AS isToServer, toUInt8(floor(log2(size.2))) AS log2Octets
  FROM flows
  ARRAY JOIN [
    (toUInt8(${TO_SERVER}), octets),
    (toUInt8(NOT (${TO_SERVER})), reverse_octets)
  ] AS size
  WHERE ${SIDES} AND ((${TO_SERVER}) OR (${FROM_SERVER})) AND size.2 > 0
)
GROUP BY log2Octets ORDER BY log2Octets`

const RHYTHM = `
SELECT arraySort(groupArraySample(${RHYTHM_CONTACT_COUNT_MAX}, 1)(toUnixTimestamp64Milli(start_at))) AS contacts
FROM flows
WHERE ${SIDES} AND ${TO_SERVER}
GROUP BY src_address
ORDER BY count() DESC, min(start_at)
LIMIT {clientMax:UInt32}`

export async function endpointActivity(
  reader: FlowReader,
  access: FlowAccess,
  endpoint: ServiceEndpoint,
  window: TimeSpan,
): Promise<EndpointActivity> {
  const look = { ...access, window }
  const parameters: SqlParameters = {
    address: endpoint.address,
    port: endpoint.port,
    protocol: protocolNumber(endpoint.protocol) ?? 0,
    from: window.startMs,
    to: window.endMs,
  }
  const hours = await reader.query<HourOfContacts>(look, HOURS, parameters)
  const sizes = await reader.query<SizeClass>(look, SIZES, parameters)
  const rhythm = await reader.query<{ contacts: number[] }>(look, RHYTHM, {
    ...parameters,
    clientMax: RHYTHM_CLIENT_COUNT_MAX,
  })
  return { hours: everyHour(hours, window), sizes, rhythm: rhythm.map((row) => row.contacts) }
}

function everyHour(found: readonly HourOfContacts[], window: TimeSpan): HourOfContacts[] {
  const byHour = new Map(found.map((hour) => [hour.at, hour]))
  const hours: HourOfContacts[] = []
  const firstMs = Math.floor(window.startMs / HOUR_MS) * HOUR_MS
  for (let atMs = firstMs; atMs < window.endMs; atMs += HOUR_MS) {
    const at = atMs / 1000
    hours.push(
      byHour.get(at) ?? { at, contacts: 0, clients: 0, octetsToServer: 0, octetsFromServer: 0 },
    )
  }
  return hours
}
