import { ANSWER_STEPS_PER_DOUBLING, answerDeviation } from './answer-sizes.ts'
import { CANDIDATES, LOOKED_AT_SQL } from './candidate-endpoints.ts'
import { THIN_SHAPE_COLUMNS, WHOLE_SHAPE_COLUMNS } from './contact-shape.ts'
import { KNOWN_COLUMNS, MEMORY_SQL } from './endpoint-memory.ts'
import { IS_ADDRESSABLE_SQL, WHOLE_CONTACT_SAMPLING_MAX } from './evidence-rules.ts'
import { layered } from './layers.ts'
import { PAIR_FACTS } from './pair-fold.ts'

/** A RITA score from which a pair counts as a beacon when the share of beacons is taken. */
export const BEACON_SCORE_MIN = 0.8
/** Of fewer packets one client's mean size or pace is an accident of sampling. */
const TELLING_PACKETS_MIN = 3
/** Fewer clients or hours say nothing about how evenly contacts are spread over them. */
const DISPERSION_COUNT_MIN = 3

/** What candidates' own addresses ask of others. */
const ASKING_HOSTS_SQL = `asking_hosts AS (
  SELECT host, sum(asked) AS out_degree FROM (
    SELECT client AS host, protocol, port, uniqCombined64(12)(server) AS asked
    FROM pair_hours
    WHERE ${LOOKED_AT_SQL} AND up_records > 0 AND client GLOBAL IN (SELECT server FROM ${CANDIDATES.name})
    GROUP BY host, protocol, port
  ) GROUP BY host
)`

/**
 * Folds PAIR_FACTS → `endpoints`: one row per (server, port, protocol), from the pairs that weigh
 * something (`counted`); where none does, from all that asked. These columns are what the features
 * are expressions of. Whatever needs whole contacts is taken from the clients whose routers see them whole
 * (`is_whole`), and is NaN where all are sampled thinly. Sums are those of the clients that were drawn
 * (drawn-clients.ts); `one_of` times as many are meant.
 */
export const ENDPOINTS_SQL = `${MEMORY_SQL},
${ASKING_HOSTS_SQL},
endpoint_sums AS (
  SELECT
    server, port, protocol,
    /* a sum of fifths, the same in whatever order it was added */
    round(sum(weight), 6) AS weighted_clients,
    countIf(weight > 0) AS clients,
    countIf(is_counted) AS seen_clients,
    sumIf(contacts, is_counted) AS contact_sum,
    maxIf(contacts, is_counted) AS contacts_max,
    countIf(is_counted AND contacts = 1) AS single_contact_clients,
    uniqExactIf(IPv6CIDRToRange(client, 120).1, is_counted) AS client_networks,
    varSampIf(contacts, is_counted) AS contact_variance, avgIf(contacts, is_counted) AS contact_mean,
    sumMapIf(hours, arrayResize(emptyArrayUInt64(), length(hours), 1), is_counted) AS hourly,
    max(sampling_max) AS sampling,
    sum(up_packets) AS up_packet_sum, sum(up_octets) AS up_octet_sum,
    sum(down_packets) AS down_packet_sum, sum(down_octets) AS down_octet_sum,
    sum(up_packets_scaled) AS up_packets_scaled_sum,
    sum(up_octets_scaled) AS up_octets_scaled_sum, sum(down_octets_scaled) AS down_octets_scaled_sum,
    ${medianSql('size_spread', 'is_whole')}, ${medianSql('size_variety', 'is_whole')},
    ${medianSql('gap_spread')}, ${medianSql('gap_s')},
    stddevSampIf(log2(gap_s + 1), isFinite(gap_s)) AS gap_disagreement,
    countIf(isFinite(rita)) AS rhythm_clients,
    maxIf(rita, isFinite(rita)) AS rita_highest,
    countIf(rita >= ${BEACON_SCORE_MIN}) AS beacon_clients,
    quantileExactIf((last_ms - first_ms) / greatest(1, client_last_ms - client_first_ms), is_counted) AS span_share,
    avgIf(hour_count / (1 + intDiv(client_last_ms, 3600000) - intDiv(client_first_ms, 3600000)), is_counted) AS active_hour_share,
    quantileExactIf((first_ms - client_first_ms) / greatest(1, client_last_ms - client_first_ms), is_counted) AS first_seen_share,
    sumIf(unanswered, is_counted) AS unanswered_sum,
    maxIf(unanswered, is_counted) AS unanswered_max,
    countIf(is_counted AND is_refused) AS refused_clients,
    countIf(is_whole) AS whole_clients,
    sumIf(contacts, is_whole) AS whole_contacts,
    sumIf(pair_values.up_packets, is_whole) AS whole_up_packets,
    sumIf(pair_values.up_octets, is_whole) AS whole_up_octets,
    sumIf(pair_values.down_octets, is_whole) AS whole_down_octets,
    sumIf(unanswered, is_whole) AS whole_unanswered,
    countIf(is_whole AND is_refused) AS whole_refused_clients,
    countIf(weight > 0 AND is_knock) AS knocking_clients,
    countIf(is_counted AND client_scans) AS scanning_clients,
    countIf(is_counted AND client_spams) AS spamming_clients,
    countIf(is_counted AND client_floods_elsewhere) AS flooding_clients,
    avgIf(probing_level, is_counted) AS probing_mean,
    sumIf(probing_level * contacts, is_counted) AS probing_contacts,
    maxIf(dominance, is_counted) AS dominance_highest,
    countIf(is_counted AND is_knock) AS unheard_clients,
    sumIf(event_count, is_counted) AS event_sum,
    sumIf(event_count - 1, is_counted) AS returns, sumIf(socket_count - 1, is_counted) AS fresh_returns,
    sumIf(size_log_sum, is_counted) AS size_log_total,
    sumIf(size_log_squares, is_counted) AS size_log_square_total,
    countIf(is_told) AS told_clients,
    stddevPopStableIf(log2(pair_values.up_octets / pair_values.up_packets), is_told) AS packet_size_disagreement,
    stddevPopStableIf(log2(pair_values.up_packets_scaled / hour_count), is_told) AS pace_disagreement,
    countIf(is_answer_told) AS answer_told_clients,
    stddevPopStableIf(log2(pair_values.down_octets / pair_values.down_packets), is_answer_told) AS answer_size_disagreement,
    sumIf(down_records, is_counted) AS answers,
    sumIf(answer_packet_sum, is_counted) AS answer_packet_total,
    sumIf(answer_packet_squares, is_counted) AS answer_packet_square_total,
    sumIf(down_records, is_exact) AS exact_answers,
    sumIf(answer_size_sum, is_exact) AS exact_answer_size,
    sumIf(answer_size_squares, is_exact) AS exact_answer_squares,
    minIf(answer_size_low, is_exact AND down_records > 0) AS exact_answer_low,
    maxIf(answer_size_high, is_exact) AS exact_answer_high,
    sumIf(hour_count, is_counted) AS client_hour_sum,
    avgIf(hour_count / (1 + intDiv(last_ms, 3600000) - intDiv(first_ms, 3600000)), is_counted) AS unbroken_share,
    avgIf(1 / log(2 + client_degree), is_counted) AS specificity,
    quantileExactIf(client_degree, is_counted) AS client_degree_median,
    quantileExactIf(same_port_servers, is_counted) AS same_port_servers_median,
    quantileExactIf(dominance, is_counted) AS dominance_median,
    ${medianSql('siblings')},
    ${THIN_SHAPE_COLUMNS.map((column) => medianSql(column)).join(',\n    ')},
    ${WHOLE_SHAPE_COLUMNS.map((column) => medianSql(column, 'is_whole')).join(',\n    ')}
  FROM (
    SELECT *, if(weight > 0, true, up_records > 0) AS is_counted,
      is_counted AND sampling_max <= ${WHOLE_CONTACT_SAMPLING_MAX} AS is_whole,
      is_counted AND sampling_max = 1 AS is_exact,
      is_counted AND up_packets >= ${TELLING_PACKETS_MIN} AS is_told,
      is_counted AND down_packets >= ${TELLING_PACKETS_MIN} AS is_answer_told
    FROM ${PAIR_FACTS.name}
  ) AS pair_values
  GROUP BY server, port, protocol
),
endpoint_facts AS ${layered('endpoint_sums', [
  [
    'arrayMax(hourly.1) - arrayMin(hourly.1) + 1 AS hour_span',
    'arraySum(hourly.2) / hour_span AS hour_mean',
    'whole_clients > 0 AS sees_whole_contacts',
    'probing_contacts / contact_sum AS probing_by_contacts',
    'size_log_total / event_sum AS size_log_mean',
    'if(rhythm_clients = 0, nan, rita_highest) AS rita_max',
    'if(rhythm_clients = 0, nan, beacon_clients / rhythm_clients) AS rita_share',
    `${answerDeviation('answer_packet_total', 'answer_packet_square_total', 'answers')} AS answer_packet_deviation`,
    `${answerDeviation('exact_answer_size', 'exact_answer_squares', 'exact_answers')} AS answer_size_deviation`,
    `(exact_answer_high - exact_answer_low) / ${ANSWER_STEPS_PER_DOUBLING} AS answer_size_range`,
    'IPv6NumToString(server) AS server_text',
  ],
  [
    '(arraySum(count -> count * count, hourly.2) - hour_span * hour_mean * hour_mean) / (hour_span - 1) AS hour_variance',
    `${IS_ADDRESSABLE_SQL} AS is_addressable`,
    // What is left of equal sizes depends on the order in which they were added.
    'sqrt(round(greatest(0, size_log_square_total / event_sum - size_log_mean * size_log_mean), 9)) AS size_log_deviation',
  ],
  [
    `${dispersionSql('contact_variance', 'contact_mean', 'seen_clients')} AS rate_dispersion`,
    `${dispersionSql('hour_variance', 'hour_mean', 'hour_span')} AS hour_dispersion`,
  ],
])},
endpoints AS (
  SELECT *,
    {all_clients:Float64} AS all_clients,
    {all_scanning_clients:Float64} AS all_scanning_clients,
    {all_probing:Float64} / {all_clients:Float64} AS probing_base,
    sqrt(greatest(0.01, {all_probing_squares:Float64} / {all_clients:Float64} - probing_base * probing_base)) AS probing_spread,
    asking_hosts.out_degree AS server_out_degree,
    ${KNOWN_COLUMNS.join(',\n    ')}
  FROM endpoint_facts
  INNER JOIN ${CANDIDATES.name} AS candidates USING (server, port, protocol)
  LEFT JOIN memory USING (server, port, protocol)
  LEFT JOIN asking_hosts ON endpoint_facts.server = asking_hosts.host
)`

/** Median over the pairs that count and have the value; NaN when none has. */
function medianSql(column: string, counts: 'is_counted' | 'is_whole' = 'is_counted'): string {
  return `quantileExactIf(pair_values.${column}, ${counts} AND isFinite(pair_values.${column})) AS ${column}_median`
}

/**
 * Index of dispersion as a normal score (Wilson and Hilferty 1931): 0 = as even as chance, above =
 * people's bursts, below = a timer's evenness. The raw ratio leaks volume at small means; this does not.
 */
function dispersionSql(variance: string, mean: string, count: string): string {
  const degrees = `(${count} - 1)`
  const chi = `((${variance}) * ${degrees} / (${mean}))`
  return `if(${count} < ${DISPERSION_COUNT_MIN}, nan,
      (pow(${chi} / ${degrees}, 1 / 3) - (1 - 2 / (9 * ${degrees}))) / sqrt(2 / (9 * ${degrees})))`
}
