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

/** Bytes that are held while a slice is worked on, against those of one contact: a pair's own sums and features … */
const DRAWN_ROW_COST = 3
/** … and one in so many rows of any kind, which tell what a client does elsewhere. */
const ROWS_PER_CONTACT = 4

/** What each bucket of clients costs to look at: in contacts. */
export const BUCKET_COSTS_SQL = `SELECT client_bucket AS bucket,
  sum(if(${IS_DRAWN_SQL}, ${DRAWN_ROW_COST} + length(contacts), 0)) + intDiv(count(), ${ROWS_PER_CONTACT}) AS cost
FROM pair_hours
WHERE ${LOOKED_AT_SQL}
GROUP BY client_bucket`
