import { detectFormat, type IngestFormat } from '../../flows/ingest/index.ts'
import type { FlowEngine } from '../../flows/store/flow-engine.ts'
import { AppError } from '../errors.ts'
import { headerOf } from './first-line.ts'

/** A file of labelled flows as the engine can read it: which column means what, as SQL. */
export type LabelledFile = {
  readonly path: string
  readonly format: 'parquet' | 'csv' | 'argus'
  /** `file(…)`, to stand in a FROM. */
  readonly table: string
  readonly columns: ReadonlyMap<string, string>
  /** False: all rows are one capture, and the file can be read as it is. */
  readonly hasCaptures: boolean
  /** Expressions over the file's columns. */
  readonly sql: {
    /** Text; one name for all rows where the file has no such column. */
    readonly capture: string
    readonly truth: string
    readonly kind: string
    readonly sampling: string
    /** Epoch seconds, or NULL where the file's times are not numbers. */
    readonly seconds: string
    /** Address text of the side that was asked, and of the one that asked. */
    readonly server: readonly [address: string, port: string]
    readonly client: readonly [address: string, port: string]
    readonly protocol: string
    readonly isOneWay: string
    readonly state: string
  }
}

export type LabelledFileOptions = {
  readonly path: string
  /** Column that says what is a controller. */
  readonly truth: string
  /** Column that says which site and time a row is from. */
  readonly capture: string
}

/** All rows of a file without such a column. */
const WHOLE_FILE = 'all'

/**
 * Finds the columns of a labelled file. @throws AppError when the truth is not among them, IngestError
 * when the file is none that can be read
 */
export async function describeLabelledFile(
  engine: FlowEngine,
  options: LabelledFileOptions,
): Promise<LabelledFile> {
  const format = await detectFormat(options.path)
  if (format !== 'parquet' && format !== 'csv' && format !== 'argus')
    throw new AppError(
      'OPTION_INVALID',
      `${options.path}: ${format} holds no labels; Parquet or CSV in the canonical columns, or Argus .binetflow, can`,
    )
  const { table, columns } = await openTable(engine, options.path, format)
  const byLowerCase = new Map([...columns.keys()].map((name) => [name.toLowerCase(), name]))
  const find = (name: string): string | undefined =>
    columns.has(name) ? name : byLowerCase.get(name.toLowerCase())
  const truth = find(options.truth)
  if (truth === undefined)
    throw new AppError(
      'OPTION_INVALID',
      `${options.path}: no column ${options.truth} to take the truth from; the columns are ${[...columns.keys()].join(', ')}`,
    )
  const capture = find(options.capture)
  const shared = {
    capture: capture ? textSql(capture) : `'${WHOLE_FILE}'`,
    kind: optional(find('kind')),
    sampling: `greatest(1, ifNull(toFloat64OrNull(${optional(find('sampling_interval'))}), 1))`,
  }
  const sql =
    format === 'argus'
      ? { ...shared, ...argusSql(find), truth: argusTruthSql(truth) }
      : { ...shared, ...canonicalSql(columns), truth: truthSql(truth) }
  return { path: options.path, format, table, columns, hasCaptures: capture !== undefined, sql }
}

type Table = Pick<LabelledFile, 'table' | 'columns'>

async function openTable(engine: FlowEngine, path: string, format: IngestFormat): Promise<Table> {
  if (/['\\*?{}]/.test(path))
    throw new AppError(
      'OPTION_INVALID',
      `${path}: rename the file; quotes and * ? { } cannot stand in its name`,
    )
  if (format === 'parquet') {
    const rows = await engine.rows<{ name: string; type: string }>(
      `DESCRIBE TABLE file('${path}', Parquet)`,
    )
    return {
      table: `file('${path}', Parquet)`,
      columns: new Map(rows.map((row) => [row.name, row.type])),
    }
  }
  // Everything is text until it is asked for: a column of labels may look like numbers at first.
  const names = await headerOf(path)
  const structure = names.map((name) => `${quoted(name)} Nullable(String)`).join(', ')
  return {
    table: `file('${path}', CSVWithNames, '${structure.replaceAll("'", "\\'")}')`,
    columns: new Map(names.map((name) => [name, 'String'])),
  }
}

export const quoted = (name: string): string => `\`${name.replaceAll('`', '')}\``

const textSql = (column: string): string => `ifNull(toString(${quoted(column)}), '')`

const optional = (column: string | undefined): string => (column ? textSql(column) : "''")

/** 1, 0 or NULL from whatever a column of labels holds: booleans, numbers, words. */
function truthSql(column: string): string {
  const text = `lower(trimBoth(${textSql(column)}))`
  return `multiIf(
    ${text} IN ('true', 't', 'yes', 'y', 'c2', 'c&c', 'cc', 'positive') OR toFloat64OrNull(${text}) = 1, toNullable(toUInt8(1)),
    ${text} IN ('false', 'f', 'no', 'n', 'benign', 'normal', 'negative') OR toFloat64OrNull(${text}) = 0, toNullable(toUInt8(0)),
    NULL)`
}

/**
 * CTU-13: a command-and-control channel is labelled `From-Botnet…-CC…`; `Normal` is known to be none;
 * `Background` and a bot's other traffic (scans, spam, clicks) prove nothing about the server.
 */
function argusTruthSql(column: string): string {
  const text = textSql(column)
  return `multiIf(
    match(${text}, '(?i)botnet') AND match(${text}, '-CC[0-9]|-CC$|-CC-|C&C'), toNullable(toUInt8(1)),
    match(${text}, '(?i)normal'), toNullable(toUInt8(0)),
    toFloat64OrNull(${text}) IN (0, 1), toNullable(toUInt8(toFloat64OrZero(${text}))),
    NULL)`
}

function canonicalSql(columns: ReadonlyMap<string, string>) {
  const isNumeric = /Int|Float|Decimal/.test(columns.get('ts') ?? '')
  return {
    seconds: isNumeric ? 'toFloat64(ts)' : 'toFloat64OrNull(toString(ts))',
    server: ["ifNull(toString(dst_ip), '')", "ifNull(toString(dst_port), '')"],
    client: ["ifNull(toString(src_ip), '')", "ifNull(toString(src_port), '')"],
    protocol: "lower(ifNull(toString(proto), ''))",
    isOneWay: `toFloat64OrNull(${textSql('pkts_bwd')}) = 0`,
    state: textSql('state'),
  } as const
}

function argusSql(find: (name: string) => string | undefined) {
  const column = (name: string): string => optional(find(name))
  const isSwapped = `startsWith(trimBoth(${column('dir')}), '<') AND NOT endsWith(trimBoth(${column('dir')}), '>')`
  const side = (a: string, b: string): string => `if(${isSwapped}, ${column(a)}, ${column(b)})`
  return {
    seconds: `toFloat64OrNull(${column('starttime')})`,
    server: [side('srcaddr', 'dstaddr'), side('sport', 'dport')],
    client: [side('dstaddr', 'srcaddr'), side('dport', 'sport')],
    protocol: `lower(${column('proto')})`,
    isOneWay: `${column('dir')} NOT LIKE '%<%' AND toFloat64OrNull(${column('totbytes')}) = toFloat64OrNull(${column('srcbytes')})`,
    state: column('state'),
  } as const
}
