import { canonicalAddress } from '../../core/address.ts'
import type { ServiceEndpoint } from '../../core/endpoint.ts'
import { protocolName } from '../../core/protocol.ts'
import type { TimeSpan } from '../../core/time-span.ts'
import type { FlowReader } from '../../flows/store/flow-reader.ts'
import { ENDPOINTS_SQL } from '../fold/endpoint-fold.ts'
import { ENDPOINT_PASSES_SQL } from '../fold/evidence-rules.ts'
import type { ExtractOptions } from '../fold/extract-options.ts'
import { orientedRecords } from '../fold/oriented-records.ts'
import { ASKING_HOSTS_SQL, PAIR_FACTS_SQL, PAIRS_SQL } from '../fold/pair-fold.ts'
import { FEATURES } from './catalogue.ts'
import type { EndpointFacts } from './feature.ts'

/** Rows that may enter the process; the busiest first, should there ever be more. */
const ENDPOINT_ROWS_MAX = 300_000
/** A query of its own memory bound fails alone; the collector beside it goes on. */
const QUERY_MEMORY_MAX = 3 * 2 ** 30
/** Small blocks: the arrays of a block's pairs are copied by each step that works on them. */
const BLOCK_ROWS = 8192

/** One candidate endpoint: what the model sees (`values`, in catalogue order) and what sentences quote. */
export type EndpointFeatures = {
  readonly endpoint: ServiceEndpoint
  readonly values: Float64Array
  readonly facts: EndpointFacts
  /** Nobody got past asking: no answer was acknowledged by any client. */
  readonly isOnlyKnocked: boolean
  readonly isPrivate: boolean
}

export type Extraction = {
  /** What the data covers, or the window asked for. */
  readonly span: TimeSpan
  /** All endpoints that proven clients contacted, before the evidence gate. */
  readonly endpointCount: number
  readonly rows: readonly EndpointFeatures[]
}

/**
 * Folds flows into one row per candidate endpoint, in the engine, in one look. Training, scoring and
 * explaining all go through here.
 */
export async function extractFeatures(
  reader: FlowReader,
  options: ExtractOptions,
): Promise<Extraction> {
  const records = orientedRecords(options)
  const rows = await reader.query<EndpointRow>(options.access, featureQuery(records.sql), {
    ...records.parameters,
    min_clients: options.minClients,
  })
  const first = rows[0]
  const seen = first ? { startMs: first.data_first_ms, endMs: first.data_last_ms + 1 } : NO_DATA
  return {
    span: options.window === 'all' ? seen : options.window,
    endpointCount: first?.endpoint_count ?? 0,
    rows: rows.filter((row) => row.passes).map(readRow),
  }
}

const NO_DATA: TimeSpan = { startMs: 0, endMs: 0 }

const FACTS = {
  clients: 'seen_clients',
  contacts: 'contact_sum',
  contactsMax: 'contacts_max',
  scanningClients: 'scanning_clients',
  spammingClients: 'spamming_clients',
  floodingClients: 'flooding_clients',
  knockingClients: 'knocking_clients',
  refusedClients: 'refused_clients',
  rhythmClients: 'rhythm_clients',
  beaconClients: 'beacon_clients',
  unanswered: 'unanswered_sum',
  gapSeconds: 'gap_s_median',
  upOctets: 'up_octet_sum',
  downOctets: 'down_octet_sum',
  downPackets: 'down_packet_sum',
  serverPorts: 'server_ports',
  networkNeighbours: 'network_neighbours',
  samePortServers: 'same_port_servers_median',
  siblings: 'siblings_median',
  sampling: 'sampling',
} as const satisfies Record<keyof EndpointFacts, string>

type EndpointRow = {
  readonly address: string
  readonly protocol: number
  readonly port: number
  readonly passes: number
  readonly is_only_knocked: number
  readonly is_private: number
  readonly endpoint_count: number
  readonly data_first_ms: number
  readonly data_last_ms: number
  /** NaN comes as null. */
  readonly feature_values: readonly (number | null)[]
  readonly fact_values: readonly (number | null)[]
}

function featureQuery(records: string): string {
  const folds = [records, ASKING_HOSTS_SQL, PAIRS_SQL, PAIR_FACTS_SQL, ENDPOINTS_SQL]
  // The first row comes along even if it does not pass: it carries the counts of the whole.
  return `WITH ${folds.join(',\n')}
SELECT server_text AS address, protocol, port, passes, is_only_knocked, is_private,
  endpoint_count, data_first_ms, data_last_ms, feature_values, fact_values
FROM (
  SELECT *, ${ENDPOINT_PASSES_SQL} AS passes,
    knocking_clients = clients AS is_only_knocked,
    ${IS_PRIVATE_SQL} AS is_private,
    row_number() OVER (ORDER BY passes DESC, weighted_clients DESC, server, port, protocol) AS position,
    [${FEATURES.map((feature) => `toFloat64(${feature.sql})`).join(',\n      ')}] AS feature_values,
    [${Object.values(FACTS)
      .map((column) => `toFloat64(${column})`)
      .join(', ')}] AS fact_values
  FROM endpoints
)
WHERE position = 1 OR passes
ORDER BY position
LIMIT ${ENDPOINT_ROWS_MAX}
SETTINGS max_block_size = ${BLOCK_ROWS}, max_memory_usage = ${QUERY_MEMORY_MAX},
  output_format_json_quote_64bit_integers = 0, output_format_json_quote_denormals = 0`
}

/** Addresses that mean something only inside one network: never worth telling others. */
const IS_PRIVATE_SQL = `if(startsWith(server_text, '::ffff:'),
  arrayExists(prefix -> isIPAddressInRange(substring(server_text, 8), prefix),
    ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10']),
  isIPAddressInRange(server_text, 'fc00::/7'))`

function readRow(row: EndpointRow): EndpointFeatures {
  const facts = Object.fromEntries(
    Object.keys(FACTS).map((name, i) => [name, row.fact_values[i] ?? Number.NaN]),
  )
  return {
    endpoint: {
      address: canonicalAddress(row.address) ?? row.address,
      protocol: protocolName(row.protocol),
      port: row.port,
    },
    values: Float64Array.from(row.feature_values, (value) => value ?? Number.NaN),
    facts: facts as EndpointFacts,
    isOnlyKnocked: Boolean(row.is_only_knocked),
    isPrivate: Boolean(row.is_private),
  }
}
