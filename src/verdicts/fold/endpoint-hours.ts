import type { FoldJob } from '../../flows/store/fold-pending.ts'
import { OF_RUN_SQL, ofRunParameters, type RunHours } from './run-hours.ts'

/** A pair that counts towards an endpoint's popularity: more than asking without an answer. */
const IS_WEIGHING = '(protocol != 6 OR up_flags = 0 OR bitAnd(up_flags, 24) != 0)'

/** Endpoints that are counted together: up to a kilobyte and a half of state for each with few clients. */
const PASS_ENDPOINTS_MAX = 700_000

const ASKED = `${OF_RUN_SQL} AND up_records > 0`

/**
 * Fills `endpoint_hours` from the pairs of a run. `askers` are the clients that were seen to ask,
 * `weighing_clients` those of them that got beyond a SYN. Both are states of a count whose result does not
 * depend on the order in which they are merged. A scan makes an endpoint of every address it tries, so that a run may
 * have as many endpoints as records: they are counted in passes, each of which reads the pairs of all.
 */
export async function fillEndpointHours(
  job: FoldJob,
  hours: RunHours,
  settings: string,
  passEndpointsMax = PASS_ENDPOINTS_MAX,
): Promise<void> {
  const ofRun = ofRunParameters(job, hours)
  const [count] = await job.rows<{ endpoints: number }>(
    `SELECT uniqCombined64(server, port, protocol) AS endpoints FROM pair_hours WHERE ${ASKED}`,
    ofRun,
  )
  const passes = Math.max(1, Math.ceil(count!.endpoints / passEndpointsMax))
  const statement = insertEndpointHours(
    job.held('endpoint_hours'),
    job.held('pair_hours'),
    passes > 1 ? 'AND cityHash64(server, port, protocol) % {passes:UInt32} = {pass:UInt32}' : '',
    settings,
  )
  for (let pass = 0; pass < passes; pass++)
    await job.onShards(statement, { ...ofRun, passes, pass })
}

const insertEndpointHours = (
  table: string,
  pairs: string,
  ofPass: string,
  settings: string,
): string => `
INSERT INTO ${table} (received_on, run, hour, server, port, protocol, askers, weighing_clients, exporters, first_ms, last_ms)
SELECT received_on, {run:UInt32}, hour, server, port, protocol,
  uniqCombined64State(12)(client),
  uniqCombined64StateIf(12)(client, ${IS_WEIGHING}),
  arraySort(groupUniqArrayArray([lowest_exporter, highest_exporter])),
  min(pairs.first_ms), max(pairs.last_ms)
FROM ${pairs} AS pairs
WHERE ${ASKED} ${ofPass}
GROUP BY received_on, hour, server, port, protocol
${settings}`
