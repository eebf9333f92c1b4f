import type { TimeSpan } from '../../core/time-span.ts'
import { type FlowTable, type HandmadeFlow, ONE_SITE } from '../flow-table-fixture.ts'
import type { KnownControllers } from '../labels/known-controllers.ts'
import { FEATURES } from './catalogue.ts'
import { type EndpointFeatures, extractFeatures } from './extract-features.ts'
import type { EndpointFacts } from './feature.ts'

type Asked = {
  readonly window?: TimeSpan | 'all'
  readonly minClients?: number
  readonly known?: KnownControllers | undefined
}

/** Test fixture: feature values by name, of each server that `flows` speak of. Not used outside tests. */
export async function valuesByServer(
  table: FlowTable,
  flows: readonly HandmadeFlow[],
  window: TimeSpan | 'all' = 'all',
): Promise<Map<string, Record<string, number>>> {
  const rows = await rowsOf(table, flows, { window })
  return new Map(rows.map((row) => [row.endpoint.address, named(row)]))
}

/** The same with facts, of endpoints that pass the gate of three clients, with lists at hand. */
export async function companyByServer(
  table: FlowTable,
  flows: readonly HandmadeFlow[],
  known: KnownControllers | undefined,
): Promise<Map<string, CompanyValues>> {
  const rows = await rowsOf(table, flows, { minClients: 3, known })
  return new Map(rows.map((row) => [row.endpoint.address, { ...named(row), facts: row.facts }]))
}

type CompanyValues = {
  readonly known_company?: number
  readonly known_company_overlap?: number
  readonly listed_neighbours_log2?: number
  readonly facts: EndpointFacts
}

const named = ({ values }: EndpointFeatures): Record<string, number> =>
  Object.fromEntries(FEATURES.map(({ name }, i) => [name, values[i]!]))

async function rowsOf(
  table: FlowTable,
  flows: readonly HandmadeFlow[],
  asked: Asked,
): Promise<readonly EndpointFeatures[]> {
  await table.replace(flows)
  await table.fold()
  const { rows } = await extractFeatures(table, { ...ONE_SITE, ...asked })
  return rows
}
