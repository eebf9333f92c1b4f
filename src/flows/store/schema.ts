import { FLOW_COLUMNS, type FlowColumnName } from '../wire/flow-columns.ts'
import type { FlowEngine } from './flow-engine.ts'

/**
 * One table of flows and one roll-up of volume.
 *
 * Partitioned by the day a record was *received*, because retention promises how long we keep what
 * we obtained; imported captures from years ago are kept as long as anything else.
 * Sorted by hour and server side, so that a window reads only its hours and addresses compress well.
 * Insertion is synchronous to disk: the spool removes its segment on the engine's word.
 */
const FLOWS = `
CREATE TABLE IF NOT EXISTS flows (
  ${FLOW_COLUMNS.map((column) => `${column.name} ${column.type} ${codecOf(column.name)}`).join(',\n  ')}
)
ENGINE = MergeTree
PARTITION BY toYYYYMMDD(received_at)
ORDER BY (toStartOfHour(start_at), dst_address, dst_port, src_address)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1`

/** Volume by exporter in five-minute steps. Holds no address but the exporter's own. */
const TRAFFIC = `
CREATE TABLE IF NOT EXISTS traffic (
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

const TRAFFIC_FOLD = `
CREATE MATERIALIZED VIEW IF NOT EXISTS traffic_fold TO traffic AS
SELECT
  toDate(received_at) AS received_on,
  toStartOfFiveMinutes(toDateTime(start_at)) AS step_at,
  exporter,
  count() AS flows,
  sum((packets + reverse_packets) * sampling_interval) AS packets,
  sum((octets + reverse_octets) * sampling_interval) AS octets
FROM flows
GROUP BY received_on, step_at, exporter`

export const TRAFFIC_STEP_SECONDS = 300

export async function createSchema(engine: FlowEngine): Promise<void> {
  for (const statement of [FLOWS, TRAFFIC, TRAFFIC_FOLD]) await engine.run(statement)
}

function codecOf(column: FlowColumnName): string {
  if (column === 'received_at' || column === 'start_at') return 'CODEC(Delta, ZSTD(1))'
  return 'CODEC(ZSTD(1))'
}
