import type { FlowEngine } from '../../store/flow-engine.ts'
import { IngestError } from '../errors.ts'
import { firstLine } from '../source/first-line.ts'
import { CANONICAL_COLUMNS, CanonicalRowParser, OPTIONAL_COLUMNS } from './canonical-row.ts'
import { FieldTable } from './field-table.ts'
import { Header } from './header.ts'
import type { RowIntake } from './row-intake.ts'

type ColumnKind = 'time' | 'number' | 'text'

const KINDS: Readonly<Record<string, ColumnKind>> = {
  ts: 'time',
  dur: 'number',
  proto: 'text',
  src_ip: 'text',
  src_port: 'number',
  dst_ip: 'text',
  dst_port: 'number',
  state: 'text',
  pkts_fwd: 'number',
  pkts_bwd: 'number',
  bytes_fwd: 'number',
  bytes_bwd: 'number',
  exporter: 'text',
  sampling_interval: 'number',
}
const TYPES: Readonly<Record<ColumnKind, RegExp>> = {
  number: /^(U?Int\d+|Float\d+|BFloat16|Decimal.*|Nothing)$/,
  text: /^(String|FixedString.*|Enum.*|IPv4|IPv6|Nothing)$/,
  time: /^(U?Int\d+|Float\d+|Decimal.*|DateTime.*)$/,
}
const TAB = 0x09

/**
 * Reads Parquet in the canonical columns through the engine's file() table function. Each row comes
 * as one line of tab-separated text, so that Parquet and CSV share every check and every message.
 *
 * @param onChunk called with the share of rows read, 0–1
 * @throws IngestError
 */
export async function readParquetFile(
  path: string,
  engine: FlowEngine,
  intake: RowIntake,
  onChunk: (share: number) => void,
): Promise<void> {
  checkPath(path)
  try {
    await readRows(path, engine, intake, onChunk)
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== 'ENGINE_FAILED') throw cause
    throw new IngestError('PARQUET_INVALID', `${path}: ${firstLine(cause)}`, { cause })
  }
}

async function readRows(
  path: string,
  engine: FlowEngine,
  intake: RowIntake,
  onChunk: (share: number) => void,
): Promise<void> {
  const types = await describeColumns(path, engine)
  const names = [...CANONICAL_COLUMNS, ...OPTIONAL_COLUMNS].filter((name) => types.has(name))
  // The header of the file is asked for what is missing; the fields come in the order of `names`.
  new Header([...types.keys()], path).require(CANONICAL_COLUMNS)
  checkTypes(path, names, types)
  const parser = new CanonicalRowParser(new Header(names, path))
  const [count] = await engine.rows<{ rowCount: number }>(
    'SELECT toFloat64(count()) AS rowCount FROM file({path:String}, Parquet)',
    { path },
  )
  const fields = new FieldTable()
  let row = 0
  for await (const chunk of engine.stream<{ line: string }>(lineQuery(names, types), { path })) {
    for (const { line } of chunk) {
      row++
      if (intake.writer.isFull) await intake.writer.flush()
      const bytes = Buffer.from(line)
      fields.split(bytes, 0, bytes.length, TAB)
      intake.take(parser, fields, row)
    }
    onChunk(row / Math.max(1, count?.rowCount ?? 1))
  }
}

/** Column → type without Nullable and LowCardinality, in the file's order. */
async function describeColumns(path: string, engine: FlowEngine): Promise<Map<string, string>> {
  const columns = await engine.rows<{ name: string; type: string }>(
    'DESCRIBE TABLE file({path:String}, Parquet)',
    { path },
  )
  return new Map(columns.map(({ name, type }) => [name, bareType(type)]))
}

function bareType(type: string): string {
  const wrapped = /^(?:Nullable|LowCardinality)\((.*)\)$/.exec(type)
  return wrapped ? bareType(wrapped[1]!) : type
}

function checkTypes(path: string, names: readonly string[], types: Map<string, string>): void {
  for (const name of names) {
    const kind = KINDS[name]!
    const type = types.get(name)!
    if (TYPES[kind].test(type)) continue
    throw new IngestError(
      'COLUMN_TYPE_INVALID',
      `${path}: column "${name}" has the type ${type}; ${kind === 'text' ? 'text' : `a ${kind}`} is needed`,
    )
  }
}

function lineQuery(names: readonly string[], types: Map<string, string>): string {
  const values = names.map((name) =>
    types.get(name)!.startsWith('DateTime') ? `toDecimal64(${name}, 6)` : name,
  )
  return `SELECT formatRowNoNewline('TSV', ${values.join(', ')}) AS line
    FROM file({path:String}, Parquet)
    SETTINGS max_threads = 1, input_format_parquet_preserve_order = 1`
}

/** file() takes these for patterns, archives or remote names, and has no way to quote them. */
function checkPath(path: string): void {
  if (/[*?{}[\]|]|::|^\w+:\/\//.test(path))
    throw new IngestError(
      'PATH_NOT_LITERAL',
      `${path}: rename the file; Parquet is read from paths without * ? { } [ ] | and ::`,
    )
}
