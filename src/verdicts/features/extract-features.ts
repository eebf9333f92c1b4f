import type { ServiceEndpoint } from '../../core/endpoint.ts'
import { HOUR_MS, type TimeSpan } from '../../core/time-span.ts'
import type { SqlParameters } from '../../flows/store/flow-engine.ts'
import { VISIBLE_RUNS } from '../../flows/store/fold-ledger.ts'
import type { ScratchReader } from '../../flows/store/scratch.ts'
import { CANDIDATES, DRAWN_CLIENTS_MIN, FILL_CANDIDATES_SQL } from '../fold/candidate-endpoints.ts'
import { clientSlices } from '../fold/client-buckets.ts'
import {
  FILL_MISBEHAVING_CLIENTS_SQL,
  MISBEHAVING_CLIENTS,
  SCANNING_COUNT_SQL,
} from '../fold/client-facts.ts'
import { BUCKET_COSTS_SQL } from '../fold/drawn-clients.ts'
import { ENDPOINTS_SQL } from '../fold/endpoint-fold.ts'
import { memoryHour } from '../fold/endpoint-memory.ts'
import { ENDPOINT_PASSES_SQL, IS_FEW_SQL } from '../fold/evidence-rules.ts'
import type { ExtractOptions } from '../fold/extract-options.ts'
import { foldRules, hoursOf } from '../fold/fold-rules.ts'
import { KNOWN_CONTACTS_SQL } from '../fold/known-contacts.ts'
import { FILL_PAIR_FACTS_SQL, PAIR_FACTS } from '../fold/pair-fold.ts'
import { visibleParameters } from '../fold/visible-runs.ts'
import { TOTALS_SQL } from '../fold/window-totals.ts'
import { endpointOf } from '../row-endpoint.ts'
import { FEATURES } from './catalogue.ts'
import {
  EDGES_SQL,
  type EdgesRow,
  edgesByEndpoint,
  numberedEdges,
  type PackedEdges,
} from './endpoint-edges.ts'
import { exporterLoss } from './exporter-loss.ts'
import type { EndpointFacts } from './feature.ts'
import { GUILT_FEATURE, guiltOf } from './guilt.ts'
import type { KnownCompany } from './known-company.ts'
import { LIST_FEATURES } from './list-features.ts'
import { type ClientsOfEndpoint, type KnownContact, readCompany } from './read-company.ts'

/** Rows that may enter the process; the busiest first, should there ever be more. */
const ENDPOINT_ROWS_MAX = 300_000
/** A query of its own memory bound fails alone; the collector beside it goes on. */
const QUERY_MEMORY_MAX = 3 * 2 ** 30
/** What the clients that are looked at together cost, in contacts: up to two hundred octets for each. */
const SLICE_COST_MAX = 12_000_000
/** What a question holds half way. */
const SCRATCH = [CANDIDATES, MISBEHAVING_CLIENTS, PAIR_FACTS]
/** Small blocks: the arrays of a block's pairs are copied by each step that works on them. */
const BLOCK_ROWS = 8192

/** One candidate endpoint: what the model sees (`values`, in catalogue order) and what sentences quote. */
export type EndpointFeatures = {
  readonly endpoint: ServiceEndpoint
  readonly values: Float64Array
  readonly facts: EndpointFacts
  /** Nobody got past asking: no answer was acknowledged by any client. */
  readonly isOnlyKnocked: boolean
  /** Fewer clients than asked for: a candidate because they keep coming back. */
  readonly isFew: boolean
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
 * One row per candidate endpoint, from the roll-ups that `foldFlows` has made under the same options. The
 * window is widened to whole hours, which is what roll-ups know. Training, scoring and explaining all
 * go through here.
 */
export async function extractFeatures(
  reader: ScratchReader,
  options: ExtractOptions,
): Promise<Extraction> {
  const { access } = options
  const ask = <Row>(sql: string, parameters: SqlParameters): Promise<Row[]> =>
    reader.query<Row>(access, sql, parameters)
  const runs = await ask<{ run: number }>(VISIBLE_RUNS, { rules: foldRules(options) })
  const hours = hoursOf(options.window)
  const looked = {
    ...visibleParameters(runs.map(({ run }) => run)),
    first_hour: hours.first,
    last_hour: hours.last,
    memory_hour: memoryHour(options.window),
  }
  const [totals] = await ask<Totals>(`${TOTALS_SQL} ${SETTINGS}`, looked)
  if (!totals || totals.endpoint_count === 0)
    return { span: spanOf(options, NO_DATA), endpointCount: 0, rows: [] }
  const { rows, edgesOf } = await reader.withScratch(access, SCRATCH, async (fill) => {
    const counts = { all_clients: totals.all_clients, min_clients: options.minClients }
    await fill(`${FILL_CANDIDATES_SQL} ${SETTINGS}`, {
      ...looked,
      ...counts,
      drawn_clients: options.drawnClients ?? DRAWN_CLIENTS_MIN,
    })
    const costs = await ask<{ bucket: number; cost: number }>(
      `${BUCKET_COSTS_SQL} ${SETTINGS}`,
      looked,
    )
    const costOf = new Map(costs.map(({ bucket, cost }) => [bucket, cost]))
    for (const slice of clientSlices(costOf, options.sliceCostMax ?? SLICE_COST_MAX)) {
      await fill(`${FILL_MISBEHAVING_CLIENTS_SQL} ${SETTINGS}`, { ...looked, ...slice })
      await fill(`${FILL_PAIR_FACTS_SQL} ${PAIR_SETTINGS}`, { ...looked, ...slice })
    }
    const [scanning] = await ask<Scanning>(`${SCANNING_COUNT_SQL} ${SETTINGS}`, {})
    const rows = await ask<EndpointRow>(FEATURE_QUERY, {
      ...looked,
      ...counts,
      ...scanning!,
      remembered_days: totals.remembered_days,
      remembered_age: totals.remembered_age,
    })
    return {
      rows,
      edgesOf: edgesByEndpoint(await ask<EdgesRow>(`${EDGES_SQL} ${ENDPOINT_SETTINGS}`, {})),
    }
  })
  const named = rows.map(
    (row): NamedRow => ({
      row,
      endpoint: endpointOf(row),
      facts: factsOf(row),
      edges: edgesOf(row),
    }),
  )
  const guilt = guiltOf(numberedEdges(named.map(({ edges }) => edges)))
  const company =
    options.known &&
    (await readCompany(named.map(clientsOf), {
      known: options.known,
      clientTotal: totals.all_clients,
      contactsAt: (addresses) =>
        ask<KnownContact>(`${KNOWN_CONTACTS_SQL} ${SETTINGS}`, {
          ...looked,
          addresses: addresses.join(' '),
        }),
    }))
  const span = spanOf(options, { startMs: totals.data_first_ms, endMs: totals.data_last_ms + 1 })
  const lossOf = await exporterLoss(ask, span)
  return {
    span,
    endpointCount: totals.endpoint_count,
    rows: named.map((one, i) => readRow(one, { guilt: guilt[i]!, company: company?.[i] }, lossOf)),
  }
}

const NO_DATA: TimeSpan = { startMs: 0, endMs: 0 }

function spanOf({ window }: ExtractOptions, seen: TimeSpan): TimeSpan {
  if (window === 'all') return seen
  const { first, last } = hoursOf(window)
  return { startMs: first * HOUR_MS, endMs: (last + 1) * HOUR_MS }
}

type Totals = {
  readonly endpoint_count: number
  readonly data_first_ms: number
  readonly data_last_ms: number
  readonly all_clients: number
  readonly remembered_days: number
  readonly remembered_age: number
}

type Scanning = {
  readonly all_scanning_clients: number
  readonly all_probing: number
  readonly all_probing_squares: number
}

/** What clients add up to: those that were drawn stand for the others. */
const drawn = (sum: string): string => `one_of * ${sum}`

const FACTS = {
  clients: drawn('seen_clients'),
  contacts: drawn('contact_sum'),
  contactsMax: 'contacts_max',
  scanningClients: drawn('scanning_clients'),
  spammingClients: drawn('spamming_clients'),
  floodingClients: drawn('flooding_clients'),
  knockingClients: drawn('knocking_clients'),
  refusedClients: drawn('refused_clients'),
  rhythmClients: drawn('rhythm_clients'),
  beaconClients: drawn('beacon_clients'),
  unanswered: drawn('unanswered_sum'),
  gapSeconds: 'gap_exact_s_median',
  upOctets: drawn('up_octet_sum'),
  downOctets: drawn('down_octet_sum'),
  downPackets: drawn('down_packet_sum'),
  serverPorts: 'server_ports',
  networkNeighbours: 'network_neighbours',
  samePortServers: 'same_port_servers_median',
  siblings: 'siblings_median',
  sampling: 'sampling',
  oneOf: 'one_of',
} as const satisfies Record<Exclude<keyof EndpointFacts, CountedHere>, string>

/** Facts that the query does not give. */
type CountedHere = 'loss' | 'knownClients' | 'knownControllers' | 'listedNeighbours'

type EndpointRow = {
  readonly address: string
  readonly protocol: number
  readonly port: number
  readonly is_only_knocked: number
  readonly is_few: number
  readonly is_private: number
  readonly exporters: readonly string[]
  /** NaN comes as null. */
  readonly feature_values: readonly (number | null)[]
  readonly fact_values: readonly (number | null)[]
}

const SETTINGS = `SETTINGS max_block_size = ${BLOCK_ROWS}, max_memory_usage = ${QUERY_MEMORY_MAX},
  enable_materialized_cte = 1,
  output_format_json_quote_64bit_integers = 0, output_format_json_quote_denormals = 0`

/**
 * A branch that is deferred takes the arrays of its pairs along, row by row, which costs more than to compute it. Nothing in
 * the layers of a pair fails on a branch it does not take.
 */
const PAIR_SETTINGS = `${SETTINGS}, short_circuit_function_evaluation = 'disable'`

/** Pairs lie by endpoint: one endpoint's at a time. */
const ENDPOINT_SETTINGS = `${SETTINGS}, optimize_aggregation_in_order = 1`

/** Addresses that mean something only inside one network: never worth telling others. */
const IS_PRIVATE_SQL = `if(startsWith(server_text, '::ffff:'),
  arrayExists(prefix -> isIPAddressInRange(substring(server_text, 8), prefix),
    ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10']),
  isIPAddressInRange(server_text, 'fc00::/7'))`

const FEATURE_QUERY = `WITH ${ENDPOINTS_SQL}
SELECT server_text AS address, protocol, port,
  knocking_clients = clients AS is_only_knocked,
  ${IS_FEW_SQL} AS is_few,
  ${IS_PRIVATE_SQL} AS is_private,
  arrayMap(exporter -> IPv6NumToString(exporter), exporters) AS exporters,
  [${FEATURES.map((feature) => `toFloat64(${feature.sql})`).join(',\n      ')}] AS feature_values,
  [${Object.values(FACTS)
    .map((column) => `toFloat64(${column})`)
    .join(', ')}] AS fact_values
FROM endpoints
WHERE ${ENDPOINT_PASSES_SQL}
ORDER BY one_of * weighted_clients DESC, server, port, protocol
LIMIT ${ENDPOINT_ROWS_MAX}
${ENDPOINT_SETTINGS}`

type NamedRow = {
  readonly row: EndpointRow
  readonly endpoint: ServiceEndpoint
  readonly facts: Omit<EndpointFacts, CountedHere>
  readonly edges: PackedEdges
}

const clientsOf = ({ endpoint, facts, edges }: NamedRow): ClientsOfEndpoint => ({
  endpoint,
  portCount: facts.serverPorts,
  clients: facts.clients,
  edges,
})

/** What only the whole graph and the lists tell of a row. */
type Surroundings = { readonly guilt: number; readonly company: KnownCompany | undefined }

function readRow(
  { row, endpoint, facts }: NamedRow,
  { guilt, company }: Surroundings,
  lossOf: (exporters: readonly string[]) => number,
): EndpointFeatures {
  const values = row.feature_values.map((value) => value ?? Number.NaN)
  values[INDEX_OF.get(GUILT_FEATURE)!] = guilt
  if (company) for (const { name, of } of LIST_FEATURES) values[INDEX_OF.get(name)!] = of(company)
  return {
    endpoint,
    values: Float64Array.from(values, settled),
    facts: {
      ...facts,
      loss: lossOf(row.exporters),
      knownClients: company?.clients ?? 0,
      knownControllers: company?.controllers ?? 0,
      listedNeighbours: company?.neighbours ?? 0,
    },
    isOnlyKnocked: Boolean(row.is_only_knocked),
    isFew: Boolean(row.is_few),
    isPrivate: Boolean(row.is_private),
  }
}

const INDEX_OF: ReadonlyMap<string, number> = new Map(FEATURES.map(({ name }, i) => [name, i]))

const factsOf = (row: EndpointRow): Omit<EndpointFacts, CountedHere> =>
  Object.fromEntries(
    Object.keys(FACTS).map((name, i) => [name, row.fact_values[i] ?? Number.NaN]),
  ) as Omit<EndpointFacts, CountedHere>

/**
 * Sums of fractions end in other last bits when they are added in another order, as shards do, and a deviation of
 * nothing comes out as ten millionths; verdicts must not follow either.
 */
const SETTLED_PART = 1e-6
const SETTLED_DIGITS = 9

function settled(value: number): number {
  if (!Number.isFinite(value) || Number.isInteger(value)) return value
  return Number((Math.round(value / SETTLED_PART) * SETTLED_PART).toPrecision(SETTLED_DIGITS))
}
