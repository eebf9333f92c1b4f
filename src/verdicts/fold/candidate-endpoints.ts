import { columnsOf, type ScratchTable } from '../../flows/store/scratch.ts'
import {
  POPULAR_CLIENT_SHARE_MIN,
  POPULAR_CLIENTS_MIN,
  RETURNING_HOURS_MIN,
  RETURNING_SHARE,
} from './evidence-rules.ts'
import { VISIBLE_SQL } from './visible-runs.ts'

/** Rows of roll-ups that are looked at: of the runs that count, in the hours of the window. */
export const LOOKED_AT_SQL = `${VISIBLE_SQL} AND hour >= {first_hour:Int32} AND hour <= {last_hour:Int32}`

/**
 * Of a service that thousands ask, some hundreds tell what all would: shares and medians hardly move, and evidence is beyond
 * doubt long before. Two thousand services of a crowded hour have nearly half of its pairs (decision 0036).
 */
export const DRAWN_CLIENTS_MIN = 512

/** Counts of clients here are estimates within 2 %: the gate decides by the exact ones. */
const ESTIMATE_SLACK = 1.1

/** `endpoint_totals`: every endpoint that a proven client asked, and where it stands among the others. */
const ENDPOINT_TOTALS_SQL = `endpoint_totals AS (
  SELECT *, IPv6NumToString(server) AS server_text,
    if(startsWith(server_text, '::ffff:'), IPv6CIDRToRange(server, 120).1, IPv6CIDRToRange(server, 64).1) AS server_network
  FROM (
    SELECT server, port, protocol,
      uniqCombined64Merge(12)(askers) AS asker_count,
      uniqCombined64Merge(12)(weighing_clients) AS weighing_count,
      max(hour) - min(hour) + 1 AS hours_spanned,
      arraySort(groupUniqArrayArray(endpoint_hours.exporters)) AS exporters
    FROM endpoint_hours WHERE ${LOOKED_AT_SQL}
    GROUP BY server, port, protocol
  )
)`

/**
 * Endpoints with enough clients to pass the evidence gate, as far as counts alone tell, and not popular.
 * Only their pairs are read; of a crowded one those of one client in `one_of`, a power of two that leaves
 * DRAWN_CLIENTS_MIN clients to twice as many.
 */
export const CANDIDATES: ScratchTable = {
  name: 'scratch_candidates',
  columns: {
    server: 'IPv6',
    port: 'UInt16',
    protocol: 'UInt8',
    network_neighbours: 'UInt64',
    server_ports: 'UInt64',
    exporters: 'Array(IPv6)',
    one_of: 'UInt32',
  },
  order: 'server, port, protocol',
}

export const FILL_CANDIDATES_SQL = `INSERT INTO ${CANDIDATES.name} (${columnsOf(CANDIDATES)})
WITH ${ENDPOINT_TOTALS_SQL}
SELECT ${columnsOf(CANDIDATES)} FROM (
  SELECT *,
    /* an IPv4 /24 or an IPv6 /64: what one customer of a hosting provider may hold */
    count() OVER (PARTITION BY server_network, port, protocol) - 1 AS network_neighbours,
    count() OVER (PARTITION BY server) AS server_ports,
    toUInt32(exp2(greatest(0, floor(log2(asker_count / {drawn_clients:Float64}))))) AS one_of
  FROM endpoint_totals
)
WHERE asker_count * ${ESTIMATE_SLACK} * if(hours_spanned >= ${RETURNING_HOURS_MIN}, ${RETURNING_SHARE}, 1) >= {min_clients:Float64}
  AND protocol IN (6, 17, 132)
  AND NOT (weighing_count > ${POPULAR_CLIENTS_MIN} * ${ESTIMATE_SLACK}
    AND weighing_count > ${POPULAR_CLIENT_SHARE_MIN} * ${ESTIMATE_SLACK} * {all_clients:Float64})`

export const IS_CANDIDATE_SQL = `(server, port, protocol) GLOBAL IN (SELECT server, port, protocol FROM ${CANDIDATES.name})`
