import { columnsOf, type ScratchTable } from '../../flows/store/scratch.ts'
import { LOOKED_AT_SQL } from './candidate-endpoints.ts'
import { IN_SLICE_SQL } from './client-buckets.ts'
import {
  FLOOD_PACKETS_MIN,
  FLOOD_RATE_MIN,
  PAIR_IS_KNOCK_SQL,
  SCAN_TARGETS_MIN,
  SCANNED_PORTS,
  SYN_FAN_OUT_MIN,
} from './evidence-rules.ts'

const IS_SCANNED_PORT = `port IN (${SCANNED_PORTS.join(', ')})`

/**
 * How much a client probes, in steps that halve: thin sampling leaves one target in a thousand, so that no
 * threshold suits every router. The level of a whole network's clients is what one of them is held against.
 */
export const probingLevelSql = (scanTargets: string, mailTargets: string): string =>
  `least(${PROBING_LEVEL_MAX}, log2(1 + greatest(0, toInt64(${scanTargets})) + greatest(0, toInt64(${mailTargets}))))`
/** A client that tries sixteen doors is no better for having tried only sixteen. */
const PROBING_LEVEL_MAX = 4

/** Rows of the clients that are read together. */
export const OF_SLICE_SQL = `${LOOKED_AT_SQL} AND ${IN_SLICE_SQL} AND up_records > 0`

/**
 * What clients do that a household's devices do not. Counts of rows say who may be meant, for they are never less
 * than the distinct count; that one is made for those only.
 */
export const MISBEHAVING_CLIENTS: ScratchTable = {
  name: 'scratch_misbehaving',
  columns: {
    client: 'IPv6',
    scan_targets: 'Int64',
    knocked_targets: 'Int64',
    mail_targets: 'UInt64',
  },
  order: 'client',
}

/** Fills MISBEHAVING_CLIENTS for one slice of clients. */
export const FILL_MISBEHAVING_CLIENTS_SQL = `INSERT INTO ${MISBEHAVING_CLIENTS.name} (${columnsOf(MISBEHAVING_CLIENTS)})
WITH suspect_clients AS (
  SELECT client FROM pair_hours WHERE ${OF_SLICE_SQL} AND protocol = 6 AND (${PAIR_IS_KNOCK_SQL} OR port = 25)
  GROUP BY client
  HAVING countIf(${IS_SCANNED_PORT} AND ${PAIR_IS_KNOCK_SQL}) >= 1
    OR countIf(${PAIR_IS_KNOCK_SQL}) >= ${SYN_FAN_OUT_MIN}
    OR countIf(port = 25) >= 1
)
SELECT client,
  sumIf(knocked, ${IS_SCANNED_PORT}) AS scan_targets,
  sum(knocked) AS knocked_targets,
  sumIf(asked, port = 25) AS mail_targets
FROM (
  SELECT client, port,
    uniqCombined64(12)(server) AS asked,
    greatest(0, toInt64(asked) - toInt64(uniqCombined64If(12)(server, NOT (${PAIR_IS_KNOCK_SQL})))) AS knocked
  FROM pair_hours WHERE ${OF_SLICE_SQL} AND protocol = 6 AND client GLOBAL IN (SELECT client FROM suspect_clients)
  GROUP BY client, port
)
GROUP BY client`

/** How many clients scan, of all, and how much: the base rates against which an endpoint's clients stand out. */
export const SCANNING_COUNT_SQL = `SELECT countIf(scan_targets >= ${SCAN_TARGETS_MIN} OR knocked_targets >= ${SYN_FAN_OUT_MIN}) AS all_scanning_clients,
  sum(${probingLevelSql('scan_targets', 'mail_targets')}) AS all_probing,
  sum(pow(${probingLevelSql('scan_targets', 'mail_targets')}, 2)) AS all_probing_squares
FROM ${MISBEHAVING_CLIENTS.name}`

/**
 * A target that got so many packets in one row may, with other rows of the window, have been flooded. A flood
 * lasts at least 40 seconds; only one that folds cut into more than ten pieces would be missed.
 */
const HEAVY_PACKETS_MIN = FLOOD_PACKETS_MIN / 10

/**
 * What clients do elsewhere, whether or not they ask a candidate, as most do: `client_ports` per client and port,
 * `client_totals` per client, `flooding_clients` of those that flood. Distinct counts are exact up to about a hundred and within 2 % above.
 */
export const CLIENT_FACTS_SQL = `client_ports AS MATERIALIZED (
  SELECT client, protocol, port, uniqCombined64(12)(server) AS same_port_servers,
    min(p.first_ms) AS port_first_ms, max(p.last_ms) AS port_last_ms, sum(p.contact_count) AS port_contacts
  FROM pair_hours AS p
  WHERE ${OF_SLICE_SQL}
  GROUP BY client, protocol, port
),
client_totals AS (
  SELECT client, sum(same_port_servers) AS client_degree,
    min(port_first_ms) AS client_first_ms, max(port_last_ms) AS client_last_ms,
    sum(port_contacts) AS client_contacts
  FROM client_ports GROUP BY client
),
flooding_clients AS (
  SELECT client, count() AS client_floods FROM (
    SELECT client, server, port, protocol FROM pair_hours AS p
    WHERE ${OF_SLICE_SQL} AND p.up_packets_scaled >= ${HEAVY_PACKETS_MIN}
    GROUP BY client, server, port, protocol
    HAVING ${isFloodSql('sum(p.up_packets_scaled)', 'max(p.last_ms) - min(p.first_ms)')}
  )
  GROUP BY client
)`

/** Packets (scaled by sampling) at the rate of an attack. */
export function isFloodSql(packets: string, spanMs: string): string {
  return `${packets} >= ${FLOOD_PACKETS_MIN} AND ${packets} >= ${FLOOD_RATE_MIN} * (${spanMs} + 1000) / 1000`
}
