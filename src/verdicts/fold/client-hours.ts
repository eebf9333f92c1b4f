import { FLOOD_PACKETS_MIN, PAIR_IS_KNOCK_SQL } from './evidence-rules.ts'

/**
 * A target that got so many packets in one row may, with other rows of the window, have been flooded. A flood
 * lasts at least 40 seconds; only one that folds cut into more than ten pieces would be missed.
 */
const HEAVY_PACKETS_MIN = FLOOD_PACKETS_MIN / 10

/**
 * Fills `client_hours` from the pairs of a run: which servers a client asks on each port, and which of them
 * it got beyond a SYN with. The difference are the doors it only knocked at. `knock_count` counts those of
 * this row alone; its sum is never less than the true number, so it finds cheaply who may be scanning.
 */
export const insertClientHours = (table: string, pairs: string, settings: string): string => `
INSERT INTO ${table} (received_on, run, hour, client, protocol, port, servers, answering_servers,
  server_count, knock_count, heavy_targets, first_ms, last_ms)
SELECT received_on, {run:UInt32}, hour, client, protocol, port,
  uniqCombined64State(12)(server),
  uniqCombined64StateIf(12)(server, NOT (${PAIR_IS_KNOCK_SQL})),
  count(),
  countIf(${PAIR_IS_KNOCK_SQL}),
  groupArrayIf((server, up_packets_scaled, pairs.first_ms, pairs.last_ms), up_packets_scaled >= ${HEAVY_PACKETS_MIN}),
  min(pairs.first_ms), max(pairs.last_ms)
FROM ${pairs} AS pairs
WHERE run = {run:UInt32} AND up_records > 0
GROUP BY received_on, hour, client, protocol, port
${settings}`

/** Half-octaves of what a contact sends, from packed contacts: equal sizes fall together, nearly equal often. */
export const sizeClass = (octets: string): string =>
  `toUInt8(least(127, round(log2(${octets} + 1) * 2)))`

/** Fills `client_size_hours` from the pairs of a run: who else gets contacts of this size from the client. */
export const insertClientSizeHours = (table: string, pairs: string, settings: string): string => `
INSERT INTO ${table} (received_on, run, hour, client, protocol, size_class, endpoints)
SELECT received_on, {run:UInt32}, hour, client, protocol, size_class, uniqCombined64State(12)(server, port)
FROM (
  SELECT received_on, hour, client, protocol, server, port,
    arrayJoin(arrayDistinct(arrayMap(
      contact -> ${sizeClass('toUInt64(bitAnd(contact, 18446744073709551615))')}, contacts))) AS size_class
  FROM ${pairs} WHERE run = {run:UInt32} AND up_records > 0
)
GROUP BY received_on, hour, client, protocol, size_class
${settings}`
