import type { SqlParameters } from '../../flows/store/flow-engine.ts'
import type { FoldJob } from '../../flows/store/fold-pending.ts'
import { IS_TIED_SQL, socketHash } from './oriented-records.ts'
import { OF_RUN_SQL, ofRunParameters, type RunHours } from './run-hours.ts'
import { VISIBLE_SQL, visibleParameters } from './visible-runs.ts'

/** Sockets with so many peers are services; one that meets a single peer tells nothing. */
const PEERS_OF_A_SERVICE = 3
/** What was found to serve is known for so many hours, and what these hours hold is looked through. */
const MEMORY_HOURS = 24
/** Sockets counted at a time; each costs about 100 octets. */
const PASS_RECORDS = 8_000_000
/** Roll-ups of endpoints counted at a time; each may cost a quarter of a kilobyte. */
const PASS_ROWS = 4_000_000
/** So few are looked through at each run; more, once for each hour of flows: they are read in whole. */
const ROWS_OF_EACH_RUN = 50_000
/** Says in `known_services` that an hour's looking through is done. No flow is of such a socket. */
const MARK = "toIPv6('::') AS address, toUInt16(0) AS port, toUInt8(0) AS protocol"
const IS_MARK = 'protocol = 0 AND port = 0'

const INSERT = 'INSERT INTO known_services (received_on, run, hour, address, port, protocol)'
/** All shards are asked together: the conversations of a socket with a high port may lie on several. */
const TOGETHER = 'SETTINGS parallel_distributed_insert_select = 0'

/** Keeps what several clients asked, of the roll-ups of endpoints that a condition leaves. */
const learnFromEndpoints = (where: string): string => `${INSERT}
SELECT max(received_on), {run:UInt32}, {hour:Int32}, server, port, protocol FROM endpoint_hours
WHERE ${where} AND port >= 1024
GROUP BY server, port, protocol
HAVING uniqCombined64Merge(12)(askers) >= ${PEERS_OF_A_SERVICE} ${TOGETHER}`

/**
 * The sockets known to serve, as a query of hashes: what `learnServices` found for this run, and what was learned in the
 * day before. So a fold of a few seconds decides as a long one.
 */
export const KNOWN_SERVICES_SQL = `SELECT ${socketHash('address', 'port')} FROM known_services
    WHERE ${VISIBLE_SQL} AND hour >= {memory_hour:Int32} OR run = {run:UInt32}`

/** Its parameters but for the run, which every statement of a run has. */
export const knownServicesParameters = (earlierRuns: readonly number[], { middle }: RunHours) => ({
  ...visibleParameters(earlierRuns),
  memory_hour: Math.max(-(2 ** 31), middle - MEMORY_HOURS),
})

/** What is to be known before a run orients its records. */
export async function learnServices(job: FoldJob, hours: RunHours): Promise<void> {
  await learnFromRecords(job, hours)
  await learnFromDay(job, hours)
}

/** What a run has seen asked by several clients, for those that come after it. Its endpoints are counted by now. */
export async function passOnServices(job: FoldJob, hours: RunHours): Promise<void> {
  await job.rows(learnFromEndpoints(OF_RUN_SQL), {
    ...ofRunParameters(job, hours),
    hour: hours.middle,
  })
}

/** Sockets that serve though their port is of the same class as their peers': those that talk to several others. */
async function learnFromRecords(job: FoldJob, { middle }: RunHours): Promise<void> {
  const range = { first: job.range.first, last: job.range.last }
  const where = `fold >= {first:UInt32} AND fold <= {last:UInt32} AND ${IS_TIED_SQL}`
  const [count] = await job.rows<{ tied: number }>(
    `SELECT count() AS tied FROM flows WHERE ${where}`,
    range,
  )
  const statement = (ofPass: string): string => `${INSERT}
SELECT received_on, {run:UInt32}, {hour:Int32}, address, port, protocol FROM (
  SELECT max(received_on) AS received_on, socket.1 AS address, socket.2 AS port, protocol FROM (
    SELECT toDate(received_at) AS received_on, protocol, arrayJoin([
      (src_address, src_port, ${socketHash('dst_address', 'dst_port')}),
      (dst_address, dst_port, ${socketHash('src_address', 'src_port')})]) AS socket
    FROM flows WHERE ${where}
  ) WHERE ${ofPass}
  GROUP BY socket.1, socket.2, protocol HAVING uniqUpTo(${PEERS_OF_A_SERVICE})(socket.3) >= ${PEERS_OF_A_SERVICE}
) ${TOGETHER}`
  await inPasses(job, count!.tied / PASS_RECORDS, 'cityHash64(socket.1, socket.2)', statement, {
    ...range,
    hour: middle,
  })
}

/** Endpoints asked by several clients in the last day, be it one in each run. */
async function learnFromDay(job: FoldJob, hours: RunHours): Promise<void> {
  const looked = {
    ...knownServicesParameters(job.earlierRuns, hours),
    run: job.run,
    hour: hours.middle,
  }
  const ofDay = `${VISIBLE_SQL} AND hour >= {memory_hour:Int32}`
  const [held] = await job.rows<{ rows: number; marks: number }>(
    `SELECT (SELECT count() FROM endpoint_hours WHERE ${ofDay}) AS rows,
       (SELECT count() FROM known_services WHERE ${VISIBLE_SQL} AND hour = {hour:Int32} AND ${IS_MARK}) AS marks`,
    looked,
  )
  const { rows, marks } = held!
  if (rows > ROWS_OF_EACH_RUN && marks > 0) return
  const statement = (ofPass: string): string => learnFromEndpoints(`${ofDay} AND ${ofPass}`)
  await inPasses(job, rows / PASS_ROWS, 'cityHash64(server, port)', statement, looked)
  if (rows > ROWS_OF_EACH_RUN)
    await job.rows(`${INSERT} SELECT toDate({day:String}), {run:UInt32}, {hour:Int32}, ${MARK}`, {
      ...looked,
      day: hours.day,
    })
}

/** Runs a statement for one part after the other of what is hashed; not at all where there is nothing. */
async function inPasses(
  job: FoldJob,
  count: number,
  hash: string,
  statement: (ofPass: string) => string,
  parameters: SqlParameters,
): Promise<void> {
  const passes = Math.ceil(count)
  const sql = statement(passes > 1 ? `${hash} % {passes:UInt32} = {pass:UInt32}` : 'true')
  for (let pass = 0; pass < passes; pass++)
    await job.rows(sql, { ...parameters, run: job.run, passes, pass })
}
