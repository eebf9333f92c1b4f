import { LOOKED_AT_SQL } from './candidate-endpoints.ts'
import {
  FLOOD_PACKETS_MIN,
  FLOOD_RATE_MIN,
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

/**
 * `misbehaving_clients`: what clients do that a household's devices do not. Sums of single rows say who may
 * be meant, for they are never less than the distinct count; the states are merged for those only.
 */
export const MISBEHAVING_CLIENTS_SQL = `suspect_clients AS MATERIALIZED (
  SELECT client FROM client_hours WHERE ${LOOKED_AT_SQL} AND protocol = 6
  GROUP BY client
  HAVING sumIf(knock_count, ${IS_SCANNED_PORT}) >= 1
    OR sum(knock_count) >= ${SYN_FAN_OUT_MIN}
    OR sumIf(server_count, port = 25) >= 1
),
misbehaving_clients AS MATERIALIZED (
  SELECT client,
    sumIf(knocked, ${IS_SCANNED_PORT}) AS scan_targets,
    sum(knocked) AS knocked_targets,
    sumIf(asked, port = 25) AS mail_targets
  FROM (
    SELECT client, port,
      uniqCombined64Merge(12)(servers) AS asked,
      greatest(0, toInt64(asked) - toInt64(uniqCombined64Merge(12)(answering_servers))) AS knocked
    FROM client_hours WHERE ${LOOKED_AT_SQL} AND protocol = 6 AND client GLOBAL IN (SELECT client FROM suspect_clients)
    GROUP BY client, port
  )
  GROUP BY client
)`

/** How many clients scan, of all, and how much: the base rates against which an endpoint's clients stand out. */
export const SCANNING_COUNT_SQL = `WITH ${MISBEHAVING_CLIENTS_SQL}
SELECT countIf(scan_targets >= ${SCAN_TARGETS_MIN} OR knocked_targets >= ${SYN_FAN_OUT_MIN}) AS all_scanning_clients,
  sum(${probingLevelSql('scan_targets', 'mail_targets')}) AS all_probing,
  sum(pow(${probingLevelSql('scan_targets', 'mail_targets')}, 2)) AS all_probing_squares
FROM misbehaving_clients`

/**
 * What the clients of candidates do elsewhere, from `client_hours`: `client_ports` per client and port,
 * `client_totals` per client, `flooding_targets` per client that floods. Distinct counts are exact up to
 * about a hundred and within 2 % above. `asking_hosts` says the same of candidates' own addresses.
 */
export const CLIENT_FACTS_SQL = `candidate_clients AS MATERIALIZED (
  SELECT DISTINCT client FROM pair_hours
  WHERE ${LOOKED_AT_SQL} AND (server, port, protocol) GLOBAL IN (SELECT server, port, protocol FROM candidates)
),
client_ports AS MATERIALIZED (
  SELECT client, protocol, port, uniqCombined64Merge(12)(servers) AS same_port_servers,
    min(client_hours.first_ms) AS port_first_ms, max(client_hours.last_ms) AS port_last_ms
  FROM client_hours
  WHERE ${LOOKED_AT_SQL} AND client GLOBAL IN (SELECT client FROM candidate_clients)
  GROUP BY client, protocol, port
),
client_totals AS (
  SELECT client, sum(same_port_servers) AS client_degree,
    min(port_first_ms) AS client_first_ms, max(port_last_ms) AS client_last_ms
  FROM client_ports GROUP BY client
),
client_contact_counts AS (
  SELECT client, sum(contact_count) AS client_contacts FROM pair_hours
  WHERE ${LOOKED_AT_SQL} AND client GLOBAL IN (SELECT client FROM candidate_clients)
  GROUP BY client
),
flooding_clients AS (
  SELECT client, count() AS client_floods FROM (
    SELECT client, protocol, port, target.1 AS server FROM (
      SELECT client, protocol, port, arrayJoin(heavy_targets) AS target FROM client_hours
      WHERE ${LOOKED_AT_SQL} AND notEmpty(heavy_targets)
    )
    GROUP BY client, protocol, port, server
    HAVING ${isFloodSql('sum(target.2)', 'max(target.4) - min(target.3)')}
  )
  GROUP BY client
),
client_sizes AS (
  SELECT client, protocol, size_class, uniqCombined64Merge(12)(endpoints) AS same_size_endpoints
  FROM client_size_hours
  WHERE ${LOOKED_AT_SQL} AND client GLOBAL IN (SELECT client FROM candidate_clients)
  GROUP BY client, protocol, size_class
),
asking_hosts AS (
  SELECT host, sum(asked) AS out_degree FROM (
    SELECT client AS host, protocol, port, uniqCombined64Merge(12)(servers) AS asked
    FROM client_hours
    WHERE ${LOOKED_AT_SQL} AND client GLOBAL IN (SELECT server FROM candidates)
    GROUP BY host, protocol, port
  ) GROUP BY host
)`

/** Packets (scaled by sampling) at the rate of an attack. */
export function isFloodSql(packets: string, spanMs: string): string {
  return `${packets} >= ${FLOOD_PACKETS_MIN} AND ${packets} >= ${FLOOD_RATE_MIN} * (${spanMs} + 1000) / 1000`
}
