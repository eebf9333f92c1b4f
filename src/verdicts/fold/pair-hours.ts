import { LEAN_PAIR_COLUMNS } from '../../flows/store/lean-pair-columns.ts'
import { ANSWER_SUMS_SQL } from './answer-sizes.ts'
import { clientBucket } from './client-buckets.ts'
import {
  HOUR_CONTACTS_MAX,
  HOUR_RECORDS_MAX,
  joinLayers,
  packedContact,
  portOfPacked,
  unpackedContact,
} from './contact-list.ts'
import { layered } from './layers.ts'

const PIECE = packedContact(
  'start_ms - toInt64(hour) * 3600000',
  'client_port',
  'duration_ms',
  'records.up_octets',
)

/**
 * What records add up to, and the earliest of them: over rows that have the columns of `records`. Octets and
 * packets as observed and scaled by the sampling interval of each record.
 *
 * @param pieces the name of the list of records
 */
export const recordSums = (pieces: string): string => `countIf(is_up) AS up_records,
    countIf(records.down_packets > 0) AS down_records,
    countIf(is_up AND records.down_packets > 0) AS two_way_records,
    sum(records.up_packets) AS up_packets, sum(records.up_octets) AS up_octets,
    sum(records.down_packets) AS down_packets, sum(records.down_octets) AS down_octets,
    sum(records.up_packets * sampling) AS up_packets_scaled,
    sum(records.up_octets * sampling) AS up_octets_scaled,
    sum(records.down_octets * sampling) AS down_octets_scaled,
    ${ANSWER_SUMS_SQL},
    groupBitOr(records.up_flags) AS up_flags, groupBitOr(records.down_flags) AS down_flags,
    max(sampling) AS sampling_max,
    minIf(start_ms, is_up) AS first_ms, maxIf(start_ms, is_up) AS last_start_ms, maxIf(end_ms, is_up) AS last_ms,
    groupArraySortedIf(${HOUR_RECORDS_MAX})(${PIECE}, is_up) AS ${pieces}`

/** Columns that lie as they are summed; of the others only what they differ by. */
const KEPT_AS_SUMMED = `server, port, protocol, client,
  up_records, down_records, two_way_records, up_packets, up_octets, down_packets, down_octets,
  answer_size_low, answer_packet_sum, up_flags, down_flags, sampling_max, lowest_exporter, highest_exporter`

/** Sums of each pair's hour and its earliest records, from `records`: `pair_sums`. */
export const PAIR_SUMS_SQL = `pair_sums AS (
  SELECT received_on, hour, server, port, protocol, client,
    ${recordSums('packed_pieces')},
    min(exporter) AS lowest_exporter, max(exporter) AS highest_exporter
  FROM records
  GROUP BY received_on, hour, server, port, protocol, client
)`

/**
 * Inserts the rows of `pair_sums` with their contacts. Beyond HOUR_RECORDS_MAX the number of contacts goes
 * on as the records do; the list ends at HOUR_CONTACTS_MAX.
 *
 * @param table the name under which a shard holds `pair_hours`
 * @param folds common table expressions that end in `pair_sums`
 */
export function insertPairHours(table: string, folds: readonly string[], settings: string): string {
  return `INSERT INTO ${table} (received_on, run, hour, client_bucket, ${KEPT_AS_SUMMED},
  ${LEAN_PAIR_COLUMNS.map(({ kept }) => kept).join(', ')}, contacts)
WITH ${folds.join(',\n')}
SELECT received_on, {run:UInt32}, hour, ${clientBucket('client')}, ${KEPT_AS_SUMMED},
  ${LEAN_PAIR_COLUMNS.map(({ difference, kept }) => `${difference} AS ${kept}`).join(',\n  ')},
  if(may_join,
    arrayMap(contact -> ${packedContact('contact.2 - toInt64(hour) * 3600000', 'contact.1', 'contact.3 - contact.2', 'contact.4')},
      arraySlice(joined, 1, ${HOUR_CONTACTS_MAX})),
    arraySlice(packed_pieces, 1, ${HOUR_CONTACTS_MAX})) AS contacts
FROM ${layered('pair_sums', [
    // Only what one socket pair sent can be one contact, and most contacts have a port of their own.
    [
      `length(packed_pieces) > 1 AND arrayUniq(arrayMap(piece -> ${portOfPacked('piece')}, packed_pieces)) < length(packed_pieces) AS may_join`,
    ],
    [
      `arrayMap(piece -> ${unpackedContact('piece', 'hour')},
        if(may_join, packed_pieces, arrayResize(packed_pieces, 0))) AS pieces`,
    ],
    ...joinLayers('pieces', 'joined'),
    [
      `if(may_join, toUInt64(round(length(joined) * (up_records / length(packed_pieces)))), up_records) AS contact_count`,
    ],
  ])}
${settings}`
}
