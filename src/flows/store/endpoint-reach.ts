import type { ServiceEndpoint } from '../../core/endpoint.ts'
import type { FlowAccess } from '../../core/flow-access.ts'
import { protocolNumber } from '../../core/protocol.ts'
import { DAY_MS, type TimeSpan } from '../../core/time-span.ts'
import type { SqlParameters } from './flow-engine.ts'
import type { FlowReader } from './flow-reader.ts'

/** How many use an endpoint and what else is on its address: counts, never who. */
export type EndpointReach = {
  /** Distinct clients of the endpoint on the mean day. */
  readonly clientsPerDay: number
  /** Of them, on the mean day, those whose contact got beyond asking. */
  readonly answeredPerDay: number
  /** Other ports on the address that at least `SERVICE_CLIENTS_MIN` clients used. */
  readonly otherServices: number
  readonly otherClientsPerDay: number
  /** The first contact with the address in the window; undefined when there was none. */
  readonly firstSeenMs: number | undefined
}

/** One or two peers on a port may be answers to connections that the address itself began. */
export const SERVICE_CLIENTS_MIN = 3

/**
 * Both directions as contacts of a client with a port of the address. A contact was answered when the client
 * acknowledged something (TCP: ACK or PSH of its own) or packets came back; a flow without flags proves it
 * only by packets that came back. What a TCP server sends proves nothing: it answers a forged SYN as well.
 */
const CONTACTS = `
SELECT
  toDate(start_at) AS day,
  if(is_asking, src_address, dst_address) AS client,
  if(is_asking, dst_port, src_port) AS service_port,
  protocol,
  toUnixTimestamp64Milli(start_at) AS at,
  if(is_asking,
    if(protocol = 6 AND tcp_flags != 0, bitAnd(tcp_flags, 24) != 0, reverse_packets > 0),
    protocol != 6) AS is_answered,
  service_port = {port:UInt16} AND protocol = {protocol:UInt8} AS is_endpoint
FROM (
  SELECT *, dst_address = toIPv6({address:String}) AS is_asking
  FROM flows
  WHERE start_at >= fromUnixTimestamp64Milli({from:Int64}) AND start_at < fromUnixTimestamp64Milli({to:Int64})
    AND (dst_address = toIPv6({address:String}) OR src_address = toIPv6({address:String}))
)
WHERE empty({prefixes:Array(String)})
  OR arrayExists(
    prefix -> isIPAddressInRange(replaceOne(IPv6NumToString(client), '::ffff:', ''), prefix)
      OR isIPAddressInRange(IPv6NumToString(client), prefix),
    {prefixes:Array(String)})`

const TOTALS = `
WITH contacts AS (${CONTACTS}),
services AS (
  SELECT service_port, protocol FROM contacts WHERE NOT is_endpoint
  GROUP BY service_port, protocol HAVING uniqExact(client) >= ${SERVICE_CLIENTS_MIN}
)
SELECT
  uniqExactIf((day, client), is_endpoint) AS clientDays,
  uniqExactIf((day, client), is_endpoint AND is_answered) AS answeredDays,
  uniqExactIf((day, client), is_other) AS otherClientDays,
  (SELECT count() FROM services) AS otherServices,
  if(count() = 0, 0, min(at)) AS firstSeenMs
FROM (SELECT *, (service_port, protocol) IN (services) AS is_other FROM contacts)`

type Totals = {
  readonly clientDays: number
  readonly answeredDays: number
  readonly otherClientDays: number
  readonly otherServices: number
  readonly firstSeenMs: number
}

/** @param subscriberPrefixes whose contacts count; everybody's when empty */
export async function endpointReach(
  reader: FlowReader,
  access: FlowAccess,
  endpoint: ServiceEndpoint,
  window: TimeSpan,
  subscriberPrefixes: readonly string[],
): Promise<EndpointReach> {
  const look = { ...access, window }
  const parameters: SqlParameters = {
    address: endpoint.address,
    port: endpoint.port,
    protocol: protocolNumber(endpoint.protocol) ?? 0,
    from: window.startMs,
    to: window.endMs,
    prefixes: subscriberPrefixes,
  }
  const [totals] = await reader.query<Totals>(look, TOTALS, parameters)
  const { clientDays, answeredDays, otherClientDays, otherServices, firstSeenMs } = totals!
  // Less than a day of flows is told as it is, not multiplied up to a day nobody saw.
  const days = Math.max(1, (window.endMs - window.startMs) / DAY_MS)
  return {
    clientsPerDay: clientDays / days,
    answeredPerDay: answeredDays / days,
    otherServices,
    otherClientsPerDay: otherClientDays / days,
    firstSeenMs: firstSeenMs === 0 ? undefined : firstSeenMs,
  }
}
