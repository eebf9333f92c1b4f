import { formatEndpoint, type ServiceEndpoint } from '../../../core/endpoint.ts'
import type { FlowReader } from '../../../flows/store/flow-reader.ts'
import type { ExtractOptions } from '../../fold/extract-options.ts'
import { type EngineEndpoint, endpointOf } from '../../row-endpoint.ts'
import { askedRecords } from './asked-records.ts'
import type { BaselineFacts } from './baseline.ts'
import { type DisclosureSums, disclosureFeatures } from './disclosure-features.ts'
import {
  CANDIDATE_BOTS_SQL,
  ENDPOINT_COUNTS_SQL,
  ENDPOINT_SUMS_SQL,
  PAIR_SERIES_SQL,
} from './facts-sql.ts'
import { beaconScores, type PairSeries } from './pair-beacons.ts'

/** Rows of pair series held in the process at a time. */
const SERIES_RECORDS_MAX = 2_000_000

export type FactsOptions = ExtractOptions & {
  /** Endpoints with fewer records are not looked at. */
  readonly recordsMin: number
  /** What lists said about an endpoint at the time; NaN when there are none. */
  readonly listedAt?: (endpoint: ServiceEndpoint) => number
}

/**
 * Reads what the baselines need, over the flows that the detector folds, by the text
 * of the endpoint. Pairs are read in slices, so that memory does not grow with the data.
 */
export async function readBaselineFacts(
  reader: FlowReader,
  options: FactsOptions,
): Promise<ReadonlyMap<string, BaselineFacts>> {
  const records = askedRecords(options)
  const ask = <Row>(sql: string, parameters = {}): Promise<Row[]> =>
    reader.query<Row>(options.access, `WITH ${records.sql} ${sql}`, {
      ...records.parameters,
      records_min: options.recordsMin,
      ...parameters,
    })
  const sums = await ask<EngineEndpoint & SumsRow>(ENDPOINT_SUMS_SQL)
  const bots = new Map(
    (await ask<EngineEndpoint & { bot_count: number }>(CANDIDATE_BOTS_SQL)).map((row) => [
      keyOf(row),
      row.bot_count,
    ]),
  )
  const first = sums[0]
  const span = { first: first?.data_first ?? 0, last: first?.data_last ?? 0 }
  const total = sums.reduce((sum, row) => sum + row.records, 0)
  const slices = Math.max(1, Math.ceil(total / SERIES_RECORDS_MAX))
  const beacons = new Map<string, { rita: number; elastic: number }>()
  for (let slice = 0; slice < slices; slice++) {
    const pairs = await ask<EngineEndpoint & PairSeries>(PAIR_SERIES_SQL, { slice, slices })
    for (const pair of pairs) {
      const { rita, elastic } = beaconScores(pair, span)
      const key = keyOf(pair)
      const best = beacons.get(key) ?? { rita: Number.NaN, elastic: 0 }
      // Math.max would make NaN of a pair without enough contacts.
      if (!(best.rita >= rita) && !Number.isNaN(rita)) best.rita = rita
      best.elastic = Math.max(best.elastic, elastic)
      beacons.set(key, best)
    }
  }
  return new Map(
    sums.map((row) => {
      const key = keyOf(row)
      const endpoint = endpointOf(row)
      return [
        formatEndpoint(endpoint),
        {
          endpoint,
          records: row.records,
          clients: row.clients,
          candidateBots: bots.get(key) ?? 0,
          ritaMax: beacons.get(key)?.rita ?? Number.NaN,
          elasticMax: beacons.get(key)?.elastic ?? 0,
          disclosure: disclosureFeatures(row),
          listed: options.listedAt?.(endpoint) ?? Number.NaN,
        },
      ]
    }),
  )
}

/** How often each endpoint was contacted, and at the thinnest sampling. */
export function countEndpointRecords(
  reader: FlowReader,
  options: Pick<
    FactsOptions,
    'access' | 'recordsMin' | 'subscriberPrefixes' | 'upstreamInterfaces'
  > &
    Partial<Pick<FactsOptions, 'window'>>,
): Promise<(EngineEndpoint & { readonly records: number; readonly sampling: number })[]> {
  const records = askedRecords(options)
  return reader.query(options.access, `WITH ${records.sql} ${ENDPOINT_COUNTS_SQL}`, {
    ...records.parameters,
    records_min: options.recordsMin,
  })
}

type SumsRow = DisclosureSums & { readonly data_first: number; readonly data_last: number }

const keyOf = ({ address, protocol, port }: EngineEndpoint): string =>
  `${address} ${protocol} ${port}`
