import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import { columnsOf, type ScratchTable } from '../../flows/store/scratch.ts'
import { RITA_LAYERS_SQL } from '../beacon/rita-sql.ts'
import { ANSWER_COLUMNS, mergedAnswers } from './answer-sizes.ts'
import { LOOKED_AT_SQL } from './candidate-endpoints.ts'
import { IN_SLICE_SQL } from './client-buckets.ts'
import {
  CLIENT_FACTS_SQL,
  isFloodSql,
  MISBEHAVING_CLIENTS,
  OF_SLICE_SQL,
  probingLevelSql,
} from './client-facts.ts'
import { HOUR_CONTACTS_MAX, joinLayers, unpackedContact } from './contact-list.ts'
import { CONTACT_SHAPE_COLUMNS, CONTACT_SHAPE_LAYERS } from './contact-shape.ts'
import { IS_DRAWN_SQL } from './drawn-clients.ts'
import {
  PAIR_IS_KNOCK_SQL,
  PAIR_IS_PERSISTENT_SQL,
  PAIR_WEIGHT_SQL,
  SCAN_TARGETS_MIN,
  SCANNED_PORTS,
  SPAM_TARGETS_MIN,
  SYN_FAN_OUT_MIN,
} from './evidence-rules.ts'
import { layered } from './layers.ts'

/** A rhythm or a signature of sizes needs so many contacts. */
const PATTERN_CONTACTS_MIN = 4

/** Half-octaves of what a contact sends: equal sizes fall together, nearly equal often. */
const sizeClass = (octets: string): string => `toUInt8(least(127, round(log2(${octets} + 1) * 2)))`

/** What a pair's own traffic tells, and how much the client does in all. */
const OWN_COLUMNS = {
  client: 'IPv6',
  server: 'IPv6',
  port: 'UInt16',
  protocol: 'UInt8',
  up_records: 'UInt64',
  contacts: 'Int64',
  weight: 'Float64',
  up_packets: 'UInt64',
  up_octets: 'UInt64',
  down_packets: 'UInt64',
  down_octets: 'UInt64',
  up_packets_scaled: 'UInt64',
  up_octets_scaled: 'UInt64',
  down_octets_scaled: 'UInt64',
  sampling_max: 'UInt32',
  client_first_ms: 'Int64',
  client_last_ms: 'Int64',
  client_degree: 'UInt64',
  first_ms: 'Int64',
  last_ms: 'Int64',
  hours: 'Array(Int64)',
  hour_count: 'Int64',
  rita: 'Float64',
  gap_s: 'Float64',
  gap_spread: 'Float64',
  size_variety: 'Float64',
  size_spread: 'Float64',
  is_knock: 'UInt8',
  is_refused: 'UInt8',
  unanswered: 'Int64',
  event_count: 'Int64',
  socket_count: 'Int64',
  size_log_sum: 'Float64',
  size_log_squares: 'Float64',
  down_records: 'UInt64',
  ...columns(ANSWER_COLUMNS, 'UInt64'),
  ...columns(CONTACT_SHAPE_COLUMNS, 'Float64'),
}
/** The same with what is needed to take the pair out of what the client does elsewhere. */
const OWN_FACTS = [...Object.keys(OWN_COLUMNS), 'client_contacts', 'is_flood'].join(', ')

function columns(names: readonly string[], type: string): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, type]))
}

/**
 * Folds `pair_hours` of the candidates → one row per (client, server, port, protocol), with
 * (`pattern_pairs`) or without (`plain_pairs`) a rhythm.
 *
 * Sums are exact. The list of contacts holds the earliest of each hour; where it has been cut, counts go on
 * by `contact_count`, and the rhythm is that of the beginnings of hours. Most pairs have too few contacts
 * for a rhythm; they pass beside the layers that look for one.
 */
const PAIRS_SQL = `pair_sums AS (
  SELECT
    client, server, port, protocol,
    sum(p.up_records) AS up_records, sum(p.down_records) AS down_records,
    sum(p.two_way_records) AS two_way_records,
    sum(p.up_packets) AS up_packets, sum(p.up_octets) AS up_octets,
    sum(p.down_packets) AS down_packets, sum(p.down_octets) AS down_octets,
    sum(p.up_packets_scaled) AS up_packets_scaled,
    sum(p.up_octets_scaled) AS up_octets_scaled, sum(p.down_octets_scaled) AS down_octets_scaled,
    ${mergedAnswers((name) => `p.${name}`, 'p.down_records')},
    groupBitOr(p.up_flags) AS up_flags, groupBitOr(p.down_flags) AS down_flags,
    max(p.sampling_max) AS sampling_max,
    minIf(p.first_ms, p.up_records > 0) AS pair_first_ms,
    maxIf(p.last_start_ms, p.up_records > 0) AS pair_last_start_ms,
    maxIf(p.last_ms, p.up_records > 0) AS pair_last_ms,
    sum(p.contact_count) AS counted_contacts,
    groupArrayArray(arrayMap(contact -> ${unpackedContact('contact', 'p.hour')}, p.contacts)) AS pieces
  FROM pair_hours AS p
  WHERE ${LOOKED_AT_SQL} AND ${IN_SLICE_SQL} AND ${IS_DRAWN_SQL}
  GROUP BY client, server, port, protocol
  HAVING up_records > 0
),
pair_clients AS (
  SELECT *
  FROM pair_sums INNER JOIN client_totals USING (client)
),
contact_pairs AS MATERIALIZED (SELECT * EXCEPT (pieces, many, earliest, join_ordered, join_reach, join_groups)
FROM ${layered('pair_clients', [
  // Each shard and fold keeps the earliest of an hour: so do all together, or verdicts would follow how they were cut.
  [
    `arraySort(piece -> (piece.2, piece.1, piece.3, piece.4),
      if(length(pieces) <= ${HOUR_CONTACTS_MAX}, arrayResize(pieces, 0), pieces)) AS many`,
  ],
  [
    `if(empty(many), pieces, arrayFilter((piece, place) -> place <= ${HOUR_CONTACTS_MAX},
      many, arrayEnumerateUniq(arrayMap(piece -> intDiv(piece.2, ${HOUR_MS}), many)))) AS earliest`,
  ],
  ...joinLayers('earliest', 'events'),
  ['counted_contacts > length(earliest) AS is_cut'],
  [
    'toInt64(if(is_cut, counted_contacts, length(events))) AS contacts',
    'arrayMap(event -> event.2, events) AS starts_ms',
    'pair_first_ms AS first_ms',
    'if(is_cut, pair_last_start_ms, events[-1].2) AS last_ms',
    `arrayMap(event -> intDiv(event.2, ${HOUR_MS}), events) AS hours`,
  ],
  [
    'toInt64(length(arrayDistinct(hours))) AS hour_count',
    'toInt64(length(events)) AS event_count',
    'toInt64(length(arrayDistinct(arrayMap(event -> event.1, events)))) AS socket_count',
    'arraySum(event -> log2(event.4 + 1), events) AS size_log_sum',
    'arraySum(event -> pow(log2(event.4 + 1), 2), events) AS size_log_squares',
    `${PAIR_IS_KNOCK_SQL} AS is_knock`,
    'greatest(0, contacts - least(contacts, toInt64(greatest(two_way_records, least(down_records, up_records))))) AS unanswered',
    `${isFloodSql('up_packets_scaled', 'pair_last_ms - first_ms')} AS is_flood`,
  ],
  ['bitAnd(down_flags, 4) != 0 AND bitAnd(down_flags, 8) = 0 AND is_knock AS is_refused'],
])}),
pattern_pairs AS (SELECT ${OWN_FACTS}, has_rhythm, size_class FROM ${layered(
  `(SELECT * FROM contact_pairs WHERE length(events) >= ${PATTERN_CONTACTS_MIN})`,
  [
    [
      'arrayMap(event -> event.4, events) AS rita_octets',
      'arrayMap(start -> intDiv(start, 1000), starts_ms) AS rita_seconds',
      `intDiv(greatest(client_first_ms, client_last_ms - ${DAY_MS}), 1000) AS rita_first`,
      'intDiv(client_last_ms, 1000) AS rita_last',
    ],
    ...RITA_LAYERS_SQL,
    ...CONTACT_SHAPE_LAYERS,
    [
      `length(rita_gaps) >= ${PATTERN_CONTACTS_MIN - 1} AS has_rhythm`,
      'length(arrayDistinct(rita_octets)) / length(events) AS size_variety',
      'log2((rita_size_high + 1) / (rita_size_low + 1)) AS size_spread',
      "arrayReduce('median', arrayPopFront(arrayDifference(starts_ms))) AS gap_median_ms",
    ],
    [
      'if(has_rhythm, rita_timestamp_middle, nan) AS gap_s',
      'if(has_rhythm, (rita_timestamp_high - rita_timestamp_low) / rita_timestamp_middle, nan) AS gap_spread',
      `is_knock AND ${PAIR_IS_PERSISTENT_SQL} AS is_persistent`,
      `if(has_rhythm, ${sizeClass('rita_size_middle')}, toUInt8(255)) AS size_class`,
    ],
    [`${PAIR_WEIGHT_SQL} AS weight`],
  ],
)}),
plain_pairs AS (SELECT ${OWN_FACTS} FROM (
  SELECT *, nan AS rita, nan AS gap_s, nan AS gap_spread, nan AS size_variety, nan AS size_spread,
    ${CONTACT_SHAPE_COLUMNS.map((column) => `nan AS ${column}`).join(', ')},
    toUInt8(0) AS is_persistent, ${PAIR_WEIGHT_SQL} AS weight
  FROM contact_pairs WHERE length(events) < ${PATTERN_CONTACTS_MIN}
))`

/**
 * How many endpoints get contacts of one size from a client that returns to a candidate. Of a pair with more than
 * HOUR_CONTACTS_MAX in an hour, sizes count as far as folds and shards have kept them.
 */
const CLIENT_SIZES_SQL = `client_sizes AS (
  SELECT client, protocol, size_class, uniqCombined64(12)(server, port) AS same_size_endpoints
  FROM (
    SELECT client, protocol, server, port,
      arrayJoin(arrayDistinct(arrayMap(
        contact -> ${sizeClass('toUInt64(bitAnd(contact, 18446744073709551615))')}, contacts))) AS size_class
    FROM pair_hours
    WHERE ${OF_SLICE_SQL} AND client GLOBAL IN (SELECT client FROM contact_pairs WHERE event_count >= ${PATTERN_CONTACTS_MIN})
  )
  GROUP BY client, protocol, size_class
)`

/** What is known of a client and one candidate, the client's other traffic included. */
export const PAIR_FACTS: ScratchTable = {
  name: 'scratch_pairs',
  columns: {
    ...OWN_COLUMNS,
    client_scans: 'UInt8',
    client_spams: 'UInt8',
    probing_level: 'Float64',
    client_floods_elsewhere: 'UInt8',
    same_port_servers: 'UInt64',
    dominance: 'Float64',
    siblings: 'Float64',
  },
  order: 'server, port, protocol, client',
}

/** Fills PAIR_FACTS for one slice of clients: the pair's own traffic is taken out of what the client does elsewhere. */
export const FILL_PAIR_FACTS_SQL = `INSERT INTO ${PAIR_FACTS.name} (${columnsOf(PAIR_FACTS)})
WITH ${CLIENT_FACTS_SQL},
${PAIRS_SQL},
${CLIENT_SIZES_SQL},
pair_values AS (
  SELECT *,
    toUInt8(is_knock AND port IN (${SCANNED_PORTS.join(', ')})) AS is_scan,
    toUInt8(protocol = 6 AND port = 25) AS is_mail
  FROM (
    SELECT ${OWN_FACTS}, if(has_rhythm, toFloat64(greatest(1, same_size_endpoints) - 1), nan) AS siblings
    FROM pattern_pairs LEFT JOIN client_sizes USING (client, protocol, size_class)
    UNION ALL
    SELECT ${OWN_FACTS}, nan AS siblings FROM plain_pairs
  )
),
pair_facts AS (
  SELECT *,
    toInt64(scan_targets) - is_scan >= ${SCAN_TARGETS_MIN} OR toInt64(knocked_targets) - is_knock >= ${SYN_FAN_OUT_MIN} AS client_scans,
    toInt64(mail_targets) - is_mail >= ${SPAM_TARGETS_MIN} AS client_spams,
    ${probingLevelSql('toInt64(scan_targets) - is_scan', 'toInt64(mail_targets) - is_mail')} AS probing_level,
    client_floods > is_flood AS client_floods_elsewhere,
    contacts / greatest(contacts, toInt64(client_contacts)) AS dominance
  FROM pair_values
  LEFT JOIN ${MISBEHAVING_CLIENTS.name} USING (client)
  LEFT JOIN flooding_clients USING (client)
  LEFT JOIN client_ports USING (client, protocol, port)
)
SELECT ${columnsOf(PAIR_FACTS)} FROM pair_facts`
