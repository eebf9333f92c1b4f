import { LOOKED_AT_SQL } from './candidate-endpoints.ts'
import { REMEMBERED_SQL } from './endpoint-memory.ts'

/** What the whole window holds, whoever is a candidate, and how far back the site remembers. */
export const TOTALS_SQL = `SELECT
    (SELECT count() FROM (SELECT 1 FROM endpoint_hours WHERE ${LOOKED_AT_SQL} GROUP BY server, port, protocol)) AS endpoint_count,
    (SELECT min(first_ms) FROM endpoint_hours WHERE ${LOOKED_AT_SQL}) AS data_first_ms,
    (SELECT max(last_ms) FROM endpoint_hours WHERE ${LOOKED_AT_SQL}) AS data_last_ms,
    (SELECT uniqCombined64(16)(client) FROM pair_hours WHERE ${LOOKED_AT_SQL} AND up_records > 0) AS all_clients,
    ${REMEMBERED_SQL}`
