import { CANDIDATES, IS_CANDIDATE_SQL, LOOKED_AT_SQL } from './candidate-endpoints.ts'
import { CLIENT_KEY_BITS, CLIENT_KEY_SQL } from './client-buckets.ts'

/**
 * How often a client is in the half with the lower keys: 0 for one of two, 1 for one of four … Who is drawn for one service
 * is drawn for each that is less crowded, and the edges of the graph are those of the lowest keys, whoever was drawn.
 */
const DRAW_SQL = `toUInt8(${CLIENT_KEY_BITS} - ceil(log2(${CLIENT_KEY_SQL} + 1)))`

/** Pairs of candidates with those of their clients that are looked at: one in `one_of`. */
export const IS_DRAWN_SQL = `${IS_CANDIDATE_SQL}
    AND (server, port, protocol, ${DRAW_SQL}) GLOBAL NOT IN (
      SELECT server, port, protocol, arrayJoin(range(toUInt8(log2(one_of)))) FROM ${CANDIDATES.name} WHERE one_of > 1)`

/** A pair's own sums and features, against one of its contacts: bytes that are held while a slice is worked on. */
const ROW_COST = 3

/** What the pairs of each bucket of clients cost to look at: in contacts. */
export const BUCKET_COSTS_SQL = `SELECT client_bucket AS bucket, ${ROW_COST} * count() + sum(length(contacts)) AS cost
FROM pair_hours
WHERE ${LOOKED_AT_SQL} AND ${IS_DRAWN_SQL}
GROUP BY client_bucket`
