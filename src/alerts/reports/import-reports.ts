import { type Kysely, sql } from 'kysely'
import { canonicalAddress } from '../../core/address.ts'
import { DAY_MS } from '../../core/time-span.ts'
import { deviceKindOf } from '../device-kind.ts'
import { readTextFile } from '../files/read-text-file.ts'
import { type TableRow, tableRows } from '../files/table-rows.ts'
import { Tally } from '../files/tally.ts'
import { instantOf } from '../instant.ts'
import type { LineMap } from '../lines/line-map.ts'
import { problemOf } from '../reason.ts'
import type { AlertReportsTable, AlertTables } from '../tables.ts'

/** A report of the whole country lists some ten thousand addresses of one provider. */
const ROW_COUNT_MAX = 1_000_000

/**
 * Takes a report of vulnerable or infected devices: `address,time,device_kind,problem`, and `port` behind a NAT. Each
 * address is turned into a line at once and is not kept; where nobody can say whose it was, nobody is told.
 *
 * @param agreed subscribers who agreed to be told; the others are counted and forgotten
 * @returns counts by what became of the rows
 */
export async function importReports(
  db: Kysely<AlertTables>,
  lines: LineMap,
  agreed: ReadonlyMap<string, number>,
  path: string,
): Promise<Record<string, number>> {
  const text = await readTextFile(path)
  const tally = new Tally()
  let rows = 0
  for (const row of tableRows(text, ['address', 'time', 'device_kind', 'problem'])) {
    if (++rows > ROW_COUNT_MAX) {
      tally.add('beyond-the-limit')
      continue
    }
    const sighting = row ? sightingOf(row) : 'row-malformed'
    tally.add(typeof sighting === 'string' ? sighting : await take(db, lines, agreed, sighting))
  }
  return tally.counts()
}

type Sighting = {
  readonly address: string
  readonly port: number | undefined
  readonly atMs: number
  readonly device: Pick<AlertReportsTable, 'problem' | 'device_kind'>
}

function sightingOf(row: TableRow): Sighting | string {
  const address = canonicalAddress(row.cell('address'))
  if (address === undefined) return 'address-invalid'
  const atMs = instantOf(row.cell('time'))
  if (atMs === undefined) return 'time-invalid'
  const problem = problemOf(row.cell('problem'))
  if (problem === undefined) return 'problem-unknown'
  const portText = row.cell('port')
  const port = portText === '' ? undefined : Number(portText)
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535))
    return 'port-invalid'
  const device = { problem, device_kind: deviceKindOf(row.cell('device_kind')) }
  return { address, port, atMs, device }
}

async function take(
  db: Kysely<AlertTables>,
  lines: LineMap,
  agreed: ReadonlyMap<string, number>,
  { address, port, atMs, device }: Sighting,
): Promise<string> {
  const found = await lines.resolve(address, atMs, port)
  if (found.kind !== 'line') return found.kind
  if (!agreed.has(found.subscriber)) return 'not-agreed'
  const at = new Date(atMs)
  await db
    .insertInto('alert_reports')
    .values({ subscriber: found.subscriber, ...device, first_at: at, last_at: at })
    .onConflict((conflict) =>
      conflict.columns(['subscriber', 'problem']).doUpdateSet({
        device_kind: sql`excluded.device_kind`,
        first_at: sql`least(alert_reports.first_at, excluded.first_at)`,
        last_at: sql`greatest(alert_reports.last_at, excluded.last_at)`,
      }),
    )
    .execute()
  await markActive(db, found.subscriber, device.problem, atMs)
  return 'taken'
}

/** Of somebody who is or will be told of it already: it is still there on that day. */
async function markActive(
  db: Kysely<AlertTables>,
  subscriber: string,
  problem: AlertReportsTable['problem'],
  atMs: number,
): Promise<void> {
  await sql`
    insert into alert_days (alert, day, state)
    select id, ${Math.floor(atMs / DAY_MS)}::integer, 'active' from alerts
    where subscriber = ${subscriber} and problem = ${problem} and ended_at is null
      and planned_at < ${new Date(atMs)}
    on conflict (alert, day) do update set state = 'active'`.execute(db)
}
