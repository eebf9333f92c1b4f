import type { FoldJob } from '../../flows/store/fold-pending.ts'
import { IS_TIED_SQL, socketHash } from './oriented-records.ts'
import { VISIBLE_SQL, visibleParameters } from './visible-runs.ts'

/** Sockets with so many peers are services; one that meets a single peer tells nothing. */
const PEERS_OF_A_SERVICE = 3
/** What endpoints of so many hours before a fold are known to serve counts for it as well. */
const MEMORY_HOURS = 24
/** Sockets counted at a time; each costs about 100 octets. */
const PASS_RECORDS = 8_000_000

/**
 * Finds sockets that serve though their port is of the same class as their peers': those that talk to
 * several others, in the records of this run. All shards are asked together, because the conversations of
 * a socket with a high port may lie on several; the engine would else have each shard count its own.
 */
export async function findTiedServices(job: FoldJob): Promise<void> {
  const range = { first: job.range.first, last: job.range.last }
  const where = `fold >= {first:UInt32} AND fold <= {last:UInt32} AND ${IS_TIED_SQL}`
  const [count] = await job.rows<{ tied: number }>(
    `SELECT count() AS tied FROM flows WHERE ${where}`,
    range,
  )
  const passes = Math.ceil(count!.tied / PASS_RECORDS)
  const ofPass = 'WHERE cityHash64(socket.1, socket.2) % {passes:UInt32} = {pass:UInt32}'
  for (let pass = 0; pass < passes; pass++)
    await job.rows(
      `INSERT INTO tied_services (received_on, run, address, port, protocol)
SELECT received_on, {run:UInt32}, address, port, protocol FROM (
  SELECT max(received_on) AS received_on, socket.1 AS address, socket.2 AS port, protocol FROM (
    SELECT toDate(received_at) AS received_on, protocol, arrayJoin([
      (src_address, src_port, ${socketHash('dst_address', 'dst_port')}),
      (dst_address, dst_port, ${socketHash('src_address', 'src_port')})]) AS socket
    FROM flows WHERE ${where}
  ) ${passes > 1 ? ofPass : ''}
  GROUP BY socket.1, socket.2, protocol HAVING uniqUpTo(${PEERS_OF_A_SERVICE})(socket.3) >= ${PEERS_OF_A_SERVICE}
) SETTINGS parallel_distributed_insert_select = 0`,
      { ...range, run: job.run, passes, pass },
    )
}

/**
 * The sockets known to serve, as a query of hashes: what this run found, what earlier ones did, and what detection
 * has seen asked by several clients in the last day. So a fold of a few seconds decides as a long one.
 */
export const KNOWN_SERVICES_SQL = `SELECT ${socketHash('address', 'port')} FROM tied_services WHERE ${VISIBLE_SQL} OR run = {run:UInt32}
    UNION ALL
    SELECT ${socketHash('server', 'port')} FROM endpoint_hours
    WHERE ${VISIBLE_SQL} AND port >= 1024 AND hour >= {memory_hour:Int32}
    GROUP BY server, port, protocol
    HAVING uniqCombined64Merge(12)(askers) >= ${PEERS_OF_A_SERVICE}`

/** Its parameters but for the run, which every statement of a run has. */
export const knownServicesParameters = (earlierRuns: readonly number[], firstHour: number) => ({
  ...visibleParameters(earlierRuns),
  memory_hour: Math.max(-(2 ** 31), firstHour - MEMORY_HOURS),
})
