/**
 * The questions behind read-facts.ts, each over the CTE `records` of asked-records.ts. They name
 * servers and count clients; no client's address leaves the engine.
 */

/** Times kept per pair: a day of one contact every forty seconds. */
const PAIR_TIMES_MAX = 2_048
/** A pair needs as many contacts as RITA asks for. */
const SERIES_CONTACTS_MIN = 4
/** A client with so many TCP records, so large a share of them bare SYNs, is a candidate bot. */
const BOT_RECORDS_MIN = 20
const BOT_SYN_SHARE_MIN = 0.5

const SETTINGS = `SETTINGS output_format_json_quote_64bit_integers = 0,
  output_format_json_quote_denormals = 0, max_block_size = 8192, max_memory_usage = 3000000000`

/** One row per endpoint: DISCLOSURE's sums. */
export const ENDPOINT_SUMS_SQL = `, pair_sums AS (
  SELECT client, server, protocol, port,
    countIf(is_up) AS up_records,
    countIf(records.down_packets > 0) AS down_records,
    [toFloat64(up_records), sumIf(toFloat64(up_octets), is_up), sumIf(pow(toFloat64(up_octets), 2), is_up)] AS up_moments,
    [toFloat64(down_records), sum(toFloat64(down_octets)), sum(pow(toFloat64(down_octets), 2))] AS down_moments,
    greatest(0, toInt64(up_records) - toInt64(down_records)) AS unmatched_records,
    arraySort(groupArrayIf(${PAIR_TIMES_MAX})(start_ms / 1000, is_up)) AS times,
    arrayPopFront(arrayDifference(times)) AS gaps,
    sumMap([toUInt32(intDiv(start_ms, 300000))], [up_octets + down_octets]) AS bins,
    sumMapIf([up_octets], [toUInt64(1)], is_up) AS sizes,
    sumMapIf([toUInt32(intDiv(start_ms, 3600000))], [toUInt64(1)], is_up) AS hour_counts,
    min(start_ms) AS pair_first, max(start_ms) AS pair_last
  FROM records
  WHERE (server, protocol, port) IN (
    SELECT server, protocol, port FROM records GROUP BY server, protocol, port HAVING count() >= {records_min:UInt32})
  GROUP BY client, server, protocol, port
  HAVING up_records > 0
), endpoint_rows AS (
  SELECT server, protocol, port,
    sum(up_records) AS records_sum, count() AS client_count,
    sumForEach(up_moments) AS up, sumForEach(down_moments) AS down,
    sumMap(bins.1, bins.2) AS bin_map, sumMap(sizes.1, sizes.2) AS size_map, sumMap(hour_counts.1, hour_counts.2) AS hour_map,
    sum(unmatched_records) AS unmatched,
    [avgIf(arrayAvg(gaps), notEmpty(gaps)), avgIf(arrayReduce('stddevPop', gaps), notEmpty(gaps)), avgIf(arrayReduce('median', gaps), notEmpty(gaps))] AS gaps_mean,
    min(pair_first) AS first_ms, max(pair_last) AS last_ms
  FROM pair_sums GROUP BY server, protocol, port
)
SELECT IPv6NumToString(server) AS address, protocol, port, records_sum AS records, client_count AS clients,
  up, down, unmatched, gaps_mean AS gaps, size_map.2 AS occurrences,
  arrayMap(bin -> bin_map.2[indexOf(bin_map.1, bin)], arrayMap(i -> toUInt32(i), range(bin_map.1[1], least(bin_map.1[-1] + 1, bin_map.1[1] + 2016)))) AS series,
  arrayMap(hour -> hour_map.2[indexOf(hour_map.1, hour)], arrayMap(i -> toUInt32(i), range(hour_map.1[1], least(hour_map.1[-1] + 1, hour_map.1[1] + 168)))) AS hours,
  intDiv(min(first_ms) OVER (), 1000) AS data_first, intDiv(max(last_ms) OVER (), 1000) AS data_last
FROM endpoint_rows ${SETTINGS}`

/** One row per endpoint that a candidate bot got past a SYN with. */
export const CANDIDATE_BOTS_SQL = `, bot_clients AS (
  SELECT client FROM records WHERE protocol = 6 AND is_up AND up_flags != 0
  GROUP BY client
  HAVING count() >= ${BOT_RECORDS_MIN} AND countIf(bitAnd(up_flags, 24) = 0) >= ${BOT_SYN_SHARE_MIN} * count()
)
SELECT IPv6NumToString(server) AS address, protocol, port, uniqExact(client) AS bot_count
FROM records WHERE is_up AND client IN bot_clients AND (protocol != 6 OR up_flags = 0 OR bitAnd(up_flags, 16) != 0)
GROUP BY server, protocol, port ${SETTINGS}`

/** One row per pair with a rhythm to look at; the client is not named. */
export const PAIR_SERIES_SQL = `SELECT IPv6NumToString(server) AS address, protocol, port,
  arraySort(groupArrayIf(${PAIR_TIMES_MAX})((intDiv(start_ms, 1000), up_octets, down_octets), is_up)) AS events,
  events.1 AS seconds, events.2 AS up, events.3 AS down
FROM records
WHERE cityHash64(server, port) % {slices:UInt32} = {slice:UInt32}
GROUP BY client, server, protocol, port
HAVING countIf(is_up) >= ${SERIES_CONTACTS_MIN} ${SETTINGS}`

/** One row per endpoint: how often it was seen at all. */
export const ENDPOINT_COUNTS_SQL = `SELECT IPv6NumToString(server) AS address, protocol, port,
  count() AS records, max(sampling) AS sampling
FROM records GROUP BY server, protocol, port HAVING records >= {records_min:UInt32} ${SETTINGS}`
