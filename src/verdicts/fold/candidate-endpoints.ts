import { REMEMBERED_SQL } from './endpoint-memory.ts'
import { POPULAR_CLIENT_SHARE_MIN, POPULAR_CLIENTS_MIN } from './evidence-rules.ts'

/** Rows of roll-ups that are looked at: of the runs that count, in the hours of the window. */
export const LOOKED_AT_SQL =
  'run IN {runs:Array(UInt32)} AND hour >= {first_hour:Int32} AND hour <= {last_hour:Int32}'

/** Counts of clients here are estimates within 2 %: the gate decides by the exact ones. */
const ESTIMATE_SLACK = 1.1

/** `endpoint_totals`: every endpoint that a proven client asked, and where it stands among the others. */
export const ENDPOINT_TOTALS_SQL = `endpoint_totals AS MATERIALIZED (
  SELECT *, IPv6NumToString(server) AS server_text,
    if(startsWith(server_text, '::ffff:'), IPv6CIDRToRange(server, 120).1, IPv6CIDRToRange(server, 64).1) AS server_network
  FROM (
    SELECT server, port, protocol,
      uniqCombined64Merge(12)(askers) AS asker_count,
      uniqCombined64Merge(12)(weighing_clients) AS weighing_count,
      arraySort(groupUniqArrayArray(endpoint_hours.exporters)) AS exporters
    FROM endpoint_hours WHERE ${LOOKED_AT_SQL}
    GROUP BY server, port, protocol
  )
)`

/**
 * `candidates`: endpoints with enough clients to pass the evidence gate, as far as counts alone tell, and
 * not popular. Only their pairs are read.
 */
export const CANDIDATES_SQL = `candidates AS MATERIALIZED (
  SELECT server, port, protocol, server_network, network_neighbours, server_ports, exporters FROM (
    SELECT *,
      /* an IPv4 /24 or an IPv6 /64: what one customer of a hosting provider may hold */
      count() OVER (PARTITION BY server_network, port, protocol) - 1 AS network_neighbours,
      count() OVER (PARTITION BY server) AS server_ports
    FROM endpoint_totals
  )
  WHERE asker_count * ${ESTIMATE_SLACK} >= {min_clients:Float64}
    AND protocol IN (6, 17, 132)
    AND NOT (weighing_count > ${POPULAR_CLIENTS_MIN} * ${ESTIMATE_SLACK}
      AND weighing_count > ${POPULAR_CLIENT_SHARE_MIN} * ${ESTIMATE_SLACK} * {all_clients:Float64})
)`

/** What the whole window holds, whoever is a candidate, and how far back the site remembers. */
export const TOTALS_SQL = `SELECT
    (SELECT count() FROM (SELECT 1 FROM endpoint_hours WHERE ${LOOKED_AT_SQL} GROUP BY server, port, protocol)) AS endpoint_count,
    (SELECT min(first_ms) FROM endpoint_hours WHERE ${LOOKED_AT_SQL}) AS data_first_ms,
    (SELECT max(last_ms) FROM endpoint_hours WHERE ${LOOKED_AT_SQL}) AS data_last_ms,
    (SELECT uniqCombined64(16)(client) FROM client_hours WHERE ${LOOKED_AT_SQL}) AS all_clients,
    ${REMEMBERED_SQL}`
