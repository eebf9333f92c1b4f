import { DAY_MS } from '../../core/time-span.ts'
import { RITA_LAYERS_SQL } from '../beacon/rita-sql.ts'
import {
  FLOOD_PACKETS_MIN,
  FLOOD_RATE_MIN,
  PAIR_IS_KNOCK_SQL,
  PAIR_IS_PERSISTENT_SQL,
  PAIR_WEIGHT_SQL,
  SCAN_TARGETS_MIN,
  SCANNED_PORTS,
  SPAM_TARGETS_MIN,
  SYN_FAN_OUT_MIN,
} from './evidence-rules.ts'
import { layered } from './layers.ts'

/** Records kept per pair for rhythm and sizes; counts and sums go on beyond. Bounds the memory. */
const PAIR_RECORDS_MAX = 4096
/** Packets of one connection further apart than this would have been exported as two flows. */
const CUT_GAP_MS = 30_000
/** A rhythm or a signature of sizes needs so many contacts. */
export const PATTERN_CONTACTS_MIN = 4
/** Earlier than any record, as an event. */
const NEVER_SQL = '(toUInt16(0), toInt64(-1000000000000), toInt64(-1000000000000), toUInt64(0))'
/** RITA looks at one day. */
/** Sampled more thinly, single contacts are seen in part, and what depends on whole ones is missing. */
export const WHOLE_CONTACT_SAMPLING_MAX = 10

/** Fold `asking_hosts`: how many services each address contacts itself; for servers that are users' devices. */
export const ASKING_HOSTS_SQL = `asking_hosts AS (
  SELECT client AS host, uniqCombined(12)(server, port, protocol) AS out_degree
  FROM records WHERE is_up GROUP BY client
)`

/**
 * Folds `pair_records` → `pairs`: one row per (client, server, port, protocol).
 *
 * Contacts are flow records from client to server, but records of one socket pair less than
 * CUT_GAP_MS apart are one contact: an exporter's active timeout cuts a long connection into equal
 * pieces, which would pass for a beacon. The same joins what two exporters saw of one flow.
 */
export const PAIRS_SQL = `pair_records AS (
  SELECT
    client, server, port, protocol,
    countIf(is_up) AS up_records,
    countIf(records.down_packets > 0) AS down_records,
    countIf(is_up AND records.down_packets > 0) AS two_way_records,
    sum(records.up_packets) AS up_packets, sum(records.up_octets) AS up_octets,
    sum(records.down_packets) AS down_packets, sum(records.down_octets) AS down_octets,
    sum(records.up_packets * sampling) AS up_packets_scaled,
    sum(records.up_octets * sampling) AS up_octets_scaled,
    sum(records.down_octets * sampling) AS down_octets_scaled,
    groupBitOr(records.up_flags) AS up_flags, groupBitOr(records.down_flags) AS down_flags,
    max(sampling) AS sampling_max,
    minIf(start_ms, is_up) AS pair_first_ms, maxIf(end_ms, is_up) AS pair_last_ms,
    arraySort(groupArrayIf(${PAIR_RECORDS_MAX})((client_port, start_ms, end_ms, records.up_octets), is_up)) AS events
  FROM records
  GROUP BY client, server, port, protocol
  HAVING up_records > 0
),
pairs AS ${layered('pair_records', [
  [
    'min(pair_first_ms) OVER (PARTITION BY client) AS client_first_ms',
    'max(pair_last_ms) OVER (PARTITION BY client) AS client_last_ms',
    'count() OVER (PARTITION BY client) AS client_degree',
  ],
  [
    `arraySort(arrayMap(event -> event.2, arrayFilter(
      (event, before) -> event.1 != before.1 OR event.2 > before.3 + ${CUT_GAP_MS},
      events,
      arraySlice(arrayPushFront(events, ${NEVER_SQL}), 1, length(events))))) AS starts_ms`,
    `if(length(events) >= ${PATTERN_CONTACTS_MIN}, arrayMap(event -> event.4, events), []) AS rita_octets`,
    `intDiv(greatest(client_first_ms, client_last_ms - ${DAY_MS}), 1000) AS rita_first`,
    'intDiv(client_last_ms, 1000) AS rita_last',
  ],
  [
    'length(starts_ms) AS contacts',
    'starts_ms[1] AS first_ms',
    'starts_ms[-1] AS last_ms',
    `if(length(starts_ms) >= ${PATTERN_CONTACTS_MIN}, arrayMap(start -> intDiv(start, 1000), starts_ms), []) AS rita_seconds`,
    'arrayMap(start -> intDiv(start, 3600000), starts_ms) AS hours',
  ],
  ...RITA_LAYERS_SQL,
  [
    `length(rita_gaps) >= ${PATTERN_CONTACTS_MIN - 1} AS has_rhythm`,
    `if(length(events) >= ${PATTERN_CONTACTS_MIN}, length(arrayDistinct(rita_octets)) / length(events), nan) AS size_variety`,
    `if(length(events) >= ${PATTERN_CONTACTS_MIN}, log2((rita_size_high + 1) / (rita_size_low + 1)), nan) AS size_spread`,
    "if(contacts < 2, 0, arrayReduce('median', arrayPopFront(arrayDifference(starts_ms)))) AS gap_median_ms",
    'length(arrayDistinct(hours)) AS hour_count',
    `${PAIR_IS_KNOCK_SQL} AS is_knock`,
    'greatest(0, contacts - least(contacts, greatest(two_way_records, least(down_records, up_records)))) AS unanswered',
    `up_packets_scaled >= ${FLOOD_PACKETS_MIN}
      AND up_packets_scaled >= ${FLOOD_RATE_MIN} * (pair_last_ms - first_ms + 1000) / 1000 AS is_flood`,
  ],
  [
    'if(has_rhythm, rita_timestamp_middle, nan) AS gap_s',
    'if(has_rhythm, (rita_timestamp_high - rita_timestamp_low) / rita_timestamp_middle, nan) AS gap_spread',
    `is_knock AND ${PAIR_IS_PERSISTENT_SQL} AS is_persistent`,
    'bitAnd(down_flags, 4) != 0 AND bitAnd(down_flags, 8) = 0 AND is_knock AS is_refused',
  ],
  [`${PAIR_WEIGHT_SQL} AS weight`],
])}`

/**
 * Folds `pair_facts`: pairs with what the client does elsewhere. Windows over scalar rows, so that the
 * arrays are gone before anything is sorted.
 */
export const PAIR_FACTS_SQL = `pair_facts AS (
  SELECT *,
    sum(is_scan) OVER by_client AS client_scan_targets,
    sum(is_knock) OVER by_client AS client_knocked,
    sum(is_mail) OVER by_client AS client_mail_targets,
    sum(is_flood) OVER by_client AS client_floods,
    client_scan_targets - is_scan >= ${SCAN_TARGETS_MIN} OR client_knocked - is_knock >= ${SYN_FAN_OUT_MIN} AS client_scans,
    client_mail_targets - is_mail >= ${SPAM_TARGETS_MIN} AS client_spams,
    client_floods > is_flood AS client_floods_elsewhere,
    count() OVER (PARTITION BY client, port, protocol) AS same_port_servers,
    if(signature = 0, nan, toFloat64(count() OVER (PARTITION BY client, signature) - 1)) AS siblings
  FROM (
    SELECT * EXCEPT (events_size, size_median),
      toUInt8(is_knock AND port IN (${SCANNED_PORTS.join(', ')})) AS is_scan,
      toUInt8(protocol = 6 AND port = 25 AND up_records > 0) AS is_mail,
      if(has_rhythm, cityHash64(protocol, round(log2(size_median + 1) * 2), round(log2(gap_s + 1))), 0) AS signature
    FROM (
      SELECT client, server, port, protocol, up_records, contacts, weight,
        up_packets, up_octets, down_packets, down_octets, up_packets_scaled, up_octets_scaled, down_octets_scaled,
        sampling_max, client_first_ms, client_last_ms, client_degree, first_ms, last_ms, hours, hour_count,
        rita, has_rhythm, gap_s, gap_spread, size_variety, size_spread,
        toUInt8(is_knock) AS is_knock, is_persistent, is_refused, unanswered, toUInt8(is_flood) AS is_flood,
        rita_size_middle AS size_median, length(rita_octets) AS events_size
      FROM pairs
    )
  )
  WINDOW by_client AS (PARTITION BY client)
)`
