import { VISIBLE_RUNS } from '../../flows/store/fold-ledger.ts'
import type { FlowTable } from '../flow-table-fixture.ts'
import { HOUR_CONTACTS_MAX, joinLayers, unpackedContact } from './contact-list.ts'
import { PAIR_IS_KNOCK_SQL } from './evidence-rules.ts'
import { foldRules } from './fold-rules.ts'
import { layered } from './layers.ts'

/** Test fixture: the roll-ups as a reader merges them, in an order of their own. Not used outside tests. */

export type MergedPair = {
  readonly pair: string
  readonly up: readonly number[]
  readonly down: readonly number[]
  readonly answers: readonly number[]
  readonly contacts: readonly (readonly number[])[]
}

export const NO_RULES = foldRules({ subscriberPrefixes: [], upstreamInterfaces: [] })

/** Sums and joined contacts of every pair over all hours and runs that count. */
export async function mergedPairs(table: FlowTable): Promise<MergedPair[]> {
  return table.engine.rows<MergedPair>(
    `SELECT pair, up, down, answers, arraySlice(joined, 1, ${HOUR_CONTACTS_MAX}) AS contacts FROM ${layered(
      `(SELECT concat(toString(client), ' ', toString(server), ' ', toString(port), '/', toString(protocol)) AS pair,
         [sum(up_records), sum(up_packets), sum(up_octets), sum(up_packets_scaled), groupBitOr(up_flags)] AS up,
         [sum(down_records), sum(down_packets), sum(down_octets), groupBitOr(down_flags)] AS down,
         [sum(answer_size_sum), sum(answer_size_squares), minIf(answer_size_low, down_records > 0), max(answer_size_high),
           sum(answer_packet_sum), sum(answer_packet_squares)] AS answers,
         groupArrayArray(arrayMap(contact -> ${unpackedContact('contact', 'hour')}, contacts)) AS pieces
       FROM pair_hours WHERE run IN (${VISIBLE_RUNS}) GROUP BY client, server, port, protocol)`,
      joinLayers('pieces', 'joined'),
    )} ORDER BY pair`,
    { rules: NO_RULES },
  )
}

/** What the other roll-ups count, once their states are merged. */
export async function mergedCounts(table: FlowTable): Promise<unknown> {
  const ask = (sql: string) => table.engine.rows(sql, { rules: NO_RULES })
  const visible = `run IN (${VISIBLE_RUNS})`
  return [
    await ask(`SELECT hour, toString(server) AS s, port, protocol, uniqCombined64Merge(12)(askers) AS askers,
        uniqCombined64Merge(12)(weighing_clients) AS weighing, min(first_ms) AS first, max(last_ms) AS last
      FROM endpoint_hours WHERE ${visible} GROUP BY hour, s, port, protocol ORDER BY hour, s, port, protocol`),
    await ask(`SELECT hour, toString(client) AS c, port, protocol, uniqCombined64(12)(server) AS servers,
        uniqCombined64If(12)(server, NOT (${PAIR_IS_KNOCK_SQL})) AS answering
      FROM pair_hours WHERE ${visible} AND up_records > 0 GROUP BY hour, c, port, protocol ORDER BY hour, c, port, protocol`),
  ]
}
