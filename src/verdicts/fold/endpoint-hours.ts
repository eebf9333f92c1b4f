/** A pair that counts towards an endpoint's popularity: more than asking without an answer. */
const IS_WEIGHING = '(protocol != 6 OR up_flags = 0 OR bitAnd(up_flags, 24) != 0)'

/**
 * Fills `endpoint_hours` from the pairs of a run. `askers` are the clients that were seen to ask,
 * `weighing_clients` those of them that got beyond a SYN. Both are states of a count whose result does not
 * depend on the order in which they are merged.
 */
export const insertEndpointHours = (table: string, pairs: string, settings: string): string => `
INSERT INTO ${table} (received_on, run, hour, server, port, protocol, askers, weighing_clients, exporters, first_ms, last_ms)
SELECT received_on, {run:UInt32}, hour, server, port, protocol,
  uniqCombined64State(12)(client),
  uniqCombined64StateIf(12)(client, ${IS_WEIGHING}),
  arraySort(groupUniqArrayArray([lowest_exporter, highest_exporter])),
  min(pairs.first_ms), max(pairs.last_ms)
FROM ${pairs} AS pairs
WHERE run = {run:UInt32} AND up_records > 0
GROUP BY received_on, hour, server, port, protocol
${settings}`
