/**
 * What became of everything that exporters sent, by exporter and hour of receipt. Holds no address
 * but the exporters' own. Filled from the accounts of segments (spool/account.ts), once each.
 */
import type { TimeSpan } from '../../core/time-span.ts'
import type { SqlParameters } from './flow-engine.ts'

export const EXPORTER_HOUR_COLUMNS = ['hour_at', 'exporter', 'measure', 'reason', 'amount'] as const

/** [start of the hour in epoch seconds, 32 hexadecimal digits, measure, reason, amount]. */
export type ExporterHourEntry = readonly [number, string, string, string, number]

/** Counts of one exporter in one hour. */
export type ExporterHour = {
  readonly exporter: string
  /** Epoch seconds of the hour's start. */
  readonly at: number
  readonly datagrams: number
  readonly records: number
  readonly stored: number
  readonly receivedRecords: number
  readonly missingRecords: number
  readonly receivedDatagrams: number
  readonly missingDatagrams: number
  readonly corrected: number
  readonly clamped: number
  readonly refused: Readonly<Record<string, number>>
}

/** Long rather than wide: a new reason is a row, not a migration. */
export const exporterHoursTable = (name: string): string => `
CREATE TABLE IF NOT EXISTS ${name} (
  hour_at DateTime,
  exporter IPv6,
  measure LowCardinality(String),
  reason LowCardinality(String),
  amount Int64
)
ENGINE = SummingMergeTree
PARTITION BY toYYYYMMDD(hour_at)
ORDER BY (hour_at, exporter, measure, reason)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1`

export const EXPORTER_HOURS_KEY = 'cityHash64(hour_at, exporter)'

/** One block of ClickHouse's Native format. */
export function exporterHoursBlock(entries: readonly ExporterHourEntry[]): Buffer {
  const count = entries.length
  return Buffer.concat([
    Buffer.from([...varint(EXPORTER_HOUR_COLUMNS.length), ...varint(count)]),
    heading('hour_at', 'DateTime'),
    littleEndian(Uint32Array.from(entries, ([hourAt]) => hourAt)),
    heading('exporter', 'IPv6'),
    ...entries.map(([, exporter]) => Buffer.from(exporter, 'hex')),
    heading('measure', 'String'),
    ...entries.map(([, , measure]) => text(measure)),
    heading('reason', 'String'),
    ...entries.map(([, , , reason]) => text(reason)),
    heading('amount', 'Int64'),
    littleEndian(BigInt64Array.from(entries, ([, , , , amount]) => BigInt(amount))),
  ])
}

/** Some thousand exporters over some days; more is cut off, the newest hours first to stay. */
const ROW_COUNT_MAX = 500_000

/** The counts of every exporter in the hours that begin in the window, by exporter and hour. */
export async function exporterHours(
  ask: <Row>(sql: string, parameters: SqlParameters) => Promise<Row[]>,
  window: TimeSpan,
): Promise<ExporterHour[]> {
  type Row = { exporter: string; at: number; measure: string; reason: string; amount: number }
  const rows = await ask<Row>(
    `SELECT if(startsWith(IPv6NumToString(h.exporter), '::ffff:'), substring(IPv6NumToString(h.exporter), 8), IPv6NumToString(h.exporter)) AS exporter,
            toUnixTimestamp(hour_at) AS at, measure, reason, sum(h.amount) AS amount
     FROM exporter_hours AS h
     WHERE hour_at >= toDateTime({from:UInt32}) AND hour_at < toDateTime({to:UInt32})
     GROUP BY h.exporter AS exporter_octets, exporter, at, measure, reason
     ORDER BY at DESC LIMIT ${ROW_COUNT_MAX}`,
    { from: Math.floor(window.startMs / 1000), to: Math.ceil(window.endMs / 1000) },
  )
  const hours = Map.groupBy(rows, ({ exporter, at }) => `${exporter} ${at}`)
  return [...hours.values()]
    .map((ofHour) => hourOf(ofHour[0]!.exporter, ofHour[0]!.at, ofHour))
    .sort((a, b) => (a.exporter === b.exporter ? a.at - b.at : a.exporter < b.exporter ? -1 : 1))
}

/** Reasons for which we lost a record ourselves that we had read. */
const DROPPED_BY_US = ['SPOOL_BEHIND', 'SPOOL_FULL', 'SPOOL_UNWRITABLE']

/**
 * Share of what the exporter says it sent that is not in the store, 0 to 1: missing by its sequence,
 * or read and then dropped by us. The two come one after the other, so their survivals multiply, and
 * each is a share of its own unit. Thinning is no loss: what stands for it is scaled.
 */
export function lossRatio(hours: readonly Omit<ExporterHour, 'exporter' | 'at'>[]): number {
  const sum = (read: (hour: Omit<ExporterHour, 'exporter' | 'at'>) => number): number =>
    hours.reduce((total, hour) => total + read(hour), 0)
  const missing = Math.max(
    share(
      sum((hour) => hour.missingRecords),
      sum((hour) => hour.receivedRecords),
    ),
    share(
      sum((hour) => hour.missingDatagrams),
      sum((hour) => hour.receivedDatagrams),
    ),
  )
  const dropped = sum(({ refused }) =>
    DROPPED_BY_US.reduce((total, reason) => total + (refused[reason] ?? 0), 0),
  )
  const kept = sum((hour) => hour.records) - dropped
  return 1 - (1 - missing) * (1 - share(dropped, kept))
}

/** Of `lost + kept`. What came late after its hour may make the first negative. */
function share(lost: number, kept: number): number {
  return lost <= 0 ? 0 : lost / (lost + Math.max(0, kept))
}

function hourOf(
  exporter: string,
  at: number,
  rows: readonly { measure: string; reason: string; amount: number }[],
): ExporterHour {
  const amounts = new Map(
    rows.map(({ measure, reason, amount }) => [`${measure} ${reason}`, amount]),
  )
  const of = (measure: string): number => amounts.get(`${measure} `) ?? 0
  return {
    exporter,
    at,
    datagrams: of('datagrams'),
    records: of('records'),
    stored: of('stored'),
    receivedRecords: of('received-records'),
    missingRecords: of('missing-records'),
    receivedDatagrams: of('received-datagrams'),
    missingDatagrams: of('missing-datagrams'),
    corrected: of('corrected'),
    clamped: of('clamped'),
    refused: Object.fromEntries(
      rows
        .filter(({ measure, amount }) => measure === 'refused' && amount !== 0)
        .map(({ reason, amount }) => [reason, amount]),
    ),
  }
}

const heading = (name: string, type: string): Buffer => Buffer.concat([text(name), text(type)])

function text(value: string): Buffer {
  const octets = Buffer.from(value, 'utf8')
  return Buffer.concat([Buffer.from(varint(octets.length)), octets])
}

const littleEndian = (values: Uint32Array | BigInt64Array): Buffer =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength)

function varint(value: number): number[] {
  const octets: number[] = []
  let rest = value
  for (; rest >= 0x80; rest >>>= 7) octets.push((rest & 0x7f) | 0x80)
  return [...octets, rest]
}
