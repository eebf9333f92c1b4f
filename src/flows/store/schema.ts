import { FLOW_COLUMNS, type FlowColumnName } from '../wire/flow-columns.ts'
import { EXPORTER_HOURS_KEY, exporterHoursTable } from './exporter-hours.ts'
import type { FlowEngine } from './flow-engine.ts'
import {
  ledgerTable,
  PAST_ROLL_UPS,
  ROLL_UP_LAYOUTS,
  ROLL_UP_NAMES,
  ROLL_UPS,
  type RollUp,
  rollUpFaceColumns,
  rollUpTable,
} from './roll-up-tables.ts'
import { CONVERSATION_BUCKETS, CONVERSATION_KEY } from './shard-key.ts'

/** Tables that hold rows. On a cluster each shard holds its share under another name. */
export type HeldTable = 'flows' | 'traffic' | 'exporter_hours' | 'folds' | RollUp

const SHARE_SUFFIX = '_local'

/** The name under which a ClickHouse holds rows of `table` itself. */
export function heldTable(engine: FlowEngine, table: HeldTable | PastRollUp): string {
  return engine.cluster === undefined ? table : table + SHARE_SUFFIX
}

type PastRollUp = (typeof PAST_ROLL_UPS)[number]

/** What to read to learn of the parts or tables of every shard; of one replica each, as replicas hold the same. */
export function systemTable(engine: FlowEngine, name: 'parts' | 'tables'): string {
  return engine.cluster === undefined
    ? `system.${name}`
    : `cluster('${engine.cluster}', system.${name})`
}

/** Asked for apart, because each shard of a cluster would answer `currentDatabase()` for itself. */
export async function currentDatabase(engine: FlowEngine): Promise<string> {
  const [row] = await engine.rows<{ name: string }>('SELECT currentDatabase() AS name')
  return row!.name
}

/** Whatever its size: what is dropped is not meant to be kept, and the engine would keep more than 50 GB. */
export const dropTable = (name: string): string =>
  `DROP TABLE IF EXISTS ${name} SYNC SETTINGS max_table_size_to_drop = 0`

/** Which fold a row belongs to (fold-ledger.ts). The wire knows nothing of it. */
const FOLD_COLUMN = 'fold UInt32 DEFAULT 0 CODEC(ZSTD(1))'
/** Conversations in sixteen parts. Both directions of one lie in one, as they do on one shard. */
const BUCKET_COLUMN = `conversation_bucket UInt8 MATERIALIZED toUInt8(intHash64(${CONVERSATION_KEY}) % ${CONVERSATION_BUCKETS}) CODEC(ZSTD(1))`
/** Folding reads about what is new: parts and granules without the fold are passed over. */
const FOLD_INDEX = 'INDEX fold_range fold TYPE minmax GRANULARITY 1'

/**
 * One table of flows and one roll-up of volume.
 *
 * Partitioned by the day a record was *received*, because retention promises how long we keep what
 * we obtained; imported captures from years ago are kept as long as anything else.
 * Sorted by hour, so that a window reads only its hours; within it by bucket of conversations, so that rolling up reads
 * each row once however many passes it takes; within that by server side, so that addresses compress well.
 * Insertion is synchronous to disk: the spool removes its segment on the engine's word.
 */
const flowsTable = (name: string): string => `
CREATE TABLE IF NOT EXISTS ${name} (
  ${FLOW_COLUMNS.map((column) => `${column.name} ${column.type} ${codecOf(column.name)}`).join(',\n  ')},
  ${FOLD_COLUMN},
  ${BUCKET_COLUMN},
  ${FOLD_INDEX}
)
ENGINE = MergeTree
PARTITION BY toYYYYMMDD(received_at)
ORDER BY (toStartOfHour(start_at), conversation_bucket, dst_address, dst_port, src_address)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1`

/** Volume by exporter in five-minute steps. Holds no address but the exporter's own. */
const trafficTable = (name: string): string => `
CREATE TABLE IF NOT EXISTS ${name} (
  received_on Date,
  step_at DateTime,
  exporter IPv6,
  flows UInt64,
  packets UInt64,
  octets UInt64
)
ENGINE = SummingMergeTree
PARTITION BY toYYYYMMDD(received_on)
ORDER BY (received_on, step_at, exporter)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1`

const trafficFold = (flows: string, traffic: string): string => `
CREATE MATERIALIZED VIEW IF NOT EXISTS traffic_fold TO ${traffic} AS
SELECT
  toDate(received_at) AS received_on,
  toStartOfFiveMinutes(toDateTime(start_at)) AS step_at,
  exporter,
  count() AS flows,
  sum((packets + reverse_packets) * sampling_interval) AS packets,
  sum((octets + reverse_octets) * sampling_interval) AS octets
FROM ${flows}
GROUP BY received_on, step_at, exporter`

export const TRAFFIC_STEP_SECONDS = 300

/**
 * Makes the tables, on every shard where there are several: each shard folds the volume of its own
 * rows, and `flows` and `traffic` are faces over all of them.
 */
export async function createSchema(engine: FlowEngine): Promise<void> {
  const [flows, traffic] = [heldTable(engine, 'flows'), heldTable(engine, 'traffic')]
  await engine.runOnEach(flowsTable(flows))
  // A directory of a version without folds: its rows belong to fold 0, which is folded like any other.
  await engine.runOnEach(`ALTER TABLE ${flows} ADD COLUMN IF NOT EXISTS ${FOLD_COLUMN}`)
  // The order of a table cannot be changed: one of an earlier version is read once for each pass.
  await engine.runOnEach(`ALTER TABLE ${flows} ADD COLUMN IF NOT EXISTS ${BUCKET_COLUMN}`)
  await engine.runOnEach(
    `ALTER TABLE ${flows} ADD ${FOLD_INDEX.replace('INDEX', 'INDEX IF NOT EXISTS')}`,
  )
  await engine.runOnEach(trafficTable(traffic))
  await engine.runOnEach(trafficFold(flows, traffic))
  await engine.runOnEach(exporterHoursTable(heldTable(engine, 'exporter_hours')))
  await engine.runOnEach(ledgerTable(heldTable(engine, 'folds')))
  await dropOutdated(engine)
  for (const rollUp of ROLL_UP_NAMES)
    await engine.runOnEach(rollUpTable(heldTable(engine, rollUp), rollUp))
  if (engine.cluster !== undefined) await createFaces(engine, engine.cluster)
}

async function createFaces(engine: FlowEngine, cluster: string): Promise<void> {
  await engine.runOnEach(faceTable(cluster, 'flows', CONVERSATION_KEY))
  await engine.runOnEach('ALTER TABLE flows ADD COLUMN IF NOT EXISTS fold UInt32 DEFAULT 0')
  await engine.runOnEach(faceTable(cluster, 'traffic', 'cityHash64(step_at, exporter)'))
  await engine.runOnEach(faceTable(cluster, 'exporter_hours', EXPORTER_HOURS_KEY))
  await engine.runOnEach(faceTable(cluster, 'folds', 'fold'))
  for (const rollUp of ROLL_UP_NAMES)
    await engine.runOnEach(
      faceTable(cluster, rollUp, ROLL_UPS[rollUp].key, `(${rollUpFaceColumns(rollUp)})`),
    )
}

/**
 * Roll-ups that lie otherwise than this version's, with their faces: rows of another layout cannot be read, and
 * the flows they were made of are folded anew. The face goes first, or it would outlive a crash between.
 */
async function dropOutdated(engine: FlowEngine): Promise<void> {
  const tables = await engine.rows<{ name: string; comment: string }>(
    `SELECT DISTINCT name, comment FROM ${systemTable(engine, 'tables')} WHERE database = {database:String}`,
    { database: await currentDatabase(engine) },
  )
  for (const rollUp of [...PAST_ROLL_UPS, ...ROLL_UP_NAMES]) {
    const held = heldTable(engine, rollUp)
    const layout = ROLL_UP_LAYOUTS.get(rollUp)
    if (!tables.some(({ name, comment }) => name === held && comment !== layout)) continue
    for (const name of new Set([rollUp, held])) await engine.runOnEach(dropTable(name))
  }
}

function faceTable(cluster: string, table: HeldTable, key: string, columns?: string): string {
  const share = table + SHARE_SUFFIX
  return `CREATE TABLE IF NOT EXISTS ${table} ${columns ?? `AS ${share}`}
ENGINE = Distributed('${cluster}', currentDatabase(), '${share}', ${key})`
}

function codecOf(column: FlowColumnName): string {
  if (column === 'received_at' || column === 'start_at') return 'CODEC(Delta, ZSTD(1))'
  return 'CODEC(ZSTD(1))'
}
