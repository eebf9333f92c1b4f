import type { TimeSpan } from '../../core/time-span.ts'
import { type FlowTable, type HandmadeFlow, TEST_ACCESS } from '../flow-table-fixture.ts'
import { FEATURES } from './catalogue.ts'
import { extractFeatures } from './extract-features.ts'

/** Test fixture: feature values by name, of each server that `flows` speak of. Not used outside tests. */
export async function valuesByServer(
  table: FlowTable,
  flows: readonly HandmadeFlow[],
  window: TimeSpan | 'all' = 'all',
): Promise<Map<string, Record<string, number>>> {
  await table.replace(flows)
  await table.fold()
  const { rows } = await extractFeatures(table, {
    window,
    minClients: 1,
    subscriberPrefixes: [],
    upstreamInterfaces: [],
    access: TEST_ACCESS,
  })
  return new Map(
    rows.map(({ endpoint, values }) => [
      endpoint.address,
      Object.fromEntries(FEATURES.map(({ name }, i) => [name, values[i]!])),
    ]),
  )
}
