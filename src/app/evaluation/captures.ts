import { join } from 'node:path'
import type { FlowEngine } from '../../flows/store/flow-engine.ts'
import { type LabelledFile, quoted } from './labelled-file.ts'

/** One site at one time within a file. */
export type Capture = {
  readonly name: string
  readonly records: number
  /** Seconds to add, so that the hours of the day and windows mean something. */
  readonly shiftSeconds: number
}

/** A clock that starts near zero was never set. */
const CLOCK_UNSET_BEFORE = 366 * 86_400
/** A Monday, midnight UTC. */
const REBASED_TO = Date.UTC(2026, 0, 5) / 1000

export async function listCaptures(
  engine: FlowEngine,
  { table, sql }: LabelledFile,
): Promise<readonly Capture[]> {
  const rows = await engine.rows<{ name: string; records: number; first: number | null }>(
    `SELECT ${sql.capture} AS name, count() AS records, min(${sql.seconds}) AS first FROM ${table} GROUP BY name ORDER BY name
     SETTINGS output_format_json_quote_64bit_integers = 0`,
  )
  return rows.map(({ name, records, first }) => ({
    name,
    records,
    shiftSeconds: first !== null && first < CLOCK_UNSET_BEFORE ? REBASED_TO : 0,
  }))
}

/** Path of a file that holds one capture alone, in a form that ingestion reads; often the file itself. */
export async function cutCapture(
  engine: FlowEngine,
  file: LabelledFile,
  capture: Capture,
  directory: string,
): Promise<string> {
  if (!file.hasCaptures && capture.shiftSeconds === 0) return file.path
  const format = file.format === 'parquet' ? 'Parquet' : 'CSVWithNames'
  const path = join(directory, `capture.${file.format === 'parquet' ? 'parquet' : 'csv'}`)
  const time = file.format === 'argus' ? 'StartTime' : 'ts'
  const columns = [...file.columns.keys()]
    .map((name) => shifted(name, time, capture.shiftSeconds))
    .join(', ')
  await engine.run(
    `INSERT INTO FUNCTION file('${path}', ${format}) SELECT ${columns} FROM ${file.table}
     WHERE ${file.sql.capture} = {capture:String}
     SETTINGS engine_file_truncate_on_insert = 1, max_threads = 1`,
    { capture: capture.name },
  )
  return path
}

function shifted(name: string, time: string, seconds: number): string {
  const column = quoted(name)
  return name === time && seconds !== 0 ? `toFloat64(${column}) + ${seconds} AS ${column}` : column
}
