import { createHash } from 'node:crypto'
import type { FlowEngine } from './flow-engine.ts'
import { LEAN_PAIR_COLUMNS, type LeanColumn } from './lean-pair-columns.ts'

/**
 * The roll-ups that detection reads instead of flows. What each column means stands with the statement
 * that fills it (verdicts/fold); here is only how they lie.
 *
 * `hour` counts hours since the epoch by the time of the flow; the partition is the day of receipt, as
 * retention promises. `run` says which folding made the row: rows of a run that the ledger `folds` does
 * not call folded do not exist for any reader, so nothing has to be undone after a crash.
 *
 * They are merged when they are read. A background merge would need to know which runs count.
 */
export const ROLL_UPS = {
  /** One client's traffic with one service in one hour; in buckets of clients, to be read some clients at a time. */
  pair_hours: {
    columns: `hour Int32, client_bucket UInt8, server IPv6, port UInt16, protocol UInt8, client IPv6,
  up_records UInt32, down_records UInt32, two_way_records UInt32,
  up_packets UInt64, up_octets UInt64, down_packets UInt64, down_octets UInt64,
  answer_size_low UInt16, answer_packet_sum UInt64,
  up_flags UInt8, down_flags UInt8, sampling_max UInt32,
  lowest_exporter IPv6, highest_exporter IPv6, contacts Array(UInt128),
  ${LEAN_PAIR_COLUMNS.map(({ kept, keptType }) => `${kept} ${keptType}`).join(', ')}`,
    told: LEAN_PAIR_COLUMNS,
    order: 'hour, client_bucket, server, port, protocol, client',
    // Most of what is written each hour, and written again when parts are merged: ZSTD takes a third longer.
    codec: 'LZ4',
    key: 'cityHash64(server, port, protocol)',
  },
  /** One service in one hour: enough to choose candidates. */
  endpoint_hours: {
    columns: `hour Int32, server IPv6, port UInt16, protocol UInt8,
  askers AggregateFunction(uniqCombined64(12), IPv6),
  weighing_clients AggregateFunction(uniqCombined64(12), IPv6),
  exporters Array(IPv6),
  first_ms Int64, last_ms Int64`,
    told: [],
    order: 'hour, server, port, protocol',
    codec: 'ZSTD(1)',
    key: 'cityHash64(server, port, protocol)',
  },
  /** Sockets that serve although their port does not say so, with the hour in which that was learned. */
  known_services: {
    columns: 'hour Int32, address IPv6, port UInt16, protocol UInt8',
    told: [],
    order: 'hour, address, port, protocol',
    codec: 'ZSTD(1)',
    key: 'cityHash64(address)',
  },
} as const

export type RollUp = keyof typeof ROLL_UPS
export const ROLL_UP_NAMES = Object.keys(ROLL_UPS) as RollUp[]

const DURABLE = 'fsync_after_insert = 1, fsync_part_directory = 1'

export function rollUpTable(name: string, rollUp: RollUp): string {
  const { order, codec } = ROLL_UPS[rollUp]
  return `CREATE TABLE IF NOT EXISTS ${name} (
  ${tableColumns(rollUp, ({ name, type, told }) => `${name} ${type} ALIAS ${told}`)}
)
ENGINE = MergeTree
PARTITION BY toYYYYMMDD(received_on)
ORDER BY (${order})
SETTINGS ${DURABLE}, default_compression_codec = '${codec}'
COMMENT '${ROLL_UP_LAYOUTS.get(rollUp)}'`
}

/**
 * Columns of a face over the shares of all shards. What a shard tells by an alias is to the face a column like any
 * other: as aliases, their definitions would meet the sums of the same name in each statement that is passed on.
 */
export function rollUpFaceColumns(rollUp: RollUp): string {
  return tableColumns(rollUp, ({ name, type }) => `${name} ${type}`)
}

function tableColumns(rollUp: RollUp, definition: (column: LeanColumn) => string): string {
  const { columns, told } = ROLL_UPS[rollUp]
  return ['received_on Date, run UInt32', columns, ...told.map(definition)].join(',\n  ')
}

/** Roll-ups that earlier versions had. */
export const PAST_ROLL_UPS = ['client_hours', 'client_size_hours', 'tied_services'] as const

/**
 * How each table lies, which stands as a comment on it. All of them are part of the rules that make a row, so that
 * with other tables flows are folded anew.
 */
export const ROLL_UP_LAYOUTS: ReadonlyMap<string, string> = new Map(
  ROLL_UP_NAMES.map((rollUp) => [
    rollUp,
    createHash('sha256').update(JSON.stringify(ROLL_UPS[rollUp])).digest('hex').slice(0, 16),
  ]),
)

/**
 * The ledger of folds: a line for each thing that happened. A fold is `closed` when nothing is inserted
 * into it any more; a run is `begun`, and `folded` for each fold it covers; it is `dropped` when its rows
 * are deleted.
 */
export const ledgerTable = (name: string): string => `CREATE TABLE IF NOT EXISTS ${name} (
  fold UInt32,
  run UInt32,
  state Enum8('closed' = 1, 'begun' = 2, 'folded' = 3, 'dropped' = 4),
  rules String,
  records UInt64,
  at DateTime64(3) DEFAULT now64(3)
)
ENGINE = MergeTree
ORDER BY (fold, run)
SETTINGS ${DURABLE}`

/** Deletes what a private engine holds: between the countries that make training samples, or tests. */
export async function emptyStore(engine: FlowEngine): Promise<void> {
  for (const table of ['flows', 'traffic', 'folds', ...ROLL_UP_NAMES])
    await engine.runOnEach(
      `TRUNCATE TABLE ${engine.cluster === undefined ? table : `${table}_local`}`,
    )
}
