import { createHash } from 'node:crypto'
import { ListError } from './errors.ts'
import { type ColumnMapping, columnsOf, readRow } from './formats/columns.ts'
import type { ListFormat } from './list-format.ts'
import { ListReading, type ReadingRules } from './list-reading.ts'
import type { ParsedList } from './listed-entry.ts'
import type { LoadedList } from './load-list.ts'
import { readDocument } from './read-document.ts'
import { type FeedState, feedManifest, readMispFeed } from './read-misp-feed.ts'

/** Rows of a table that an engine reads, as texts under their column names. */
export type TableRows = {
  readonly columns: readonly string[]
  readonly rows: AsyncIterable<readonly (readonly string[])[]>
}

/** Parquet needs an engine that this wing does not have; `app` brings it. */
export type TableReader = (path: string) => Promise<TableRows>

export type LoadedReading = ReadingRules & {
  readonly format: ListFormat | null
  readonly columns: ColumnMapping
  readonly feedState: FeedState | null
  readonly readTable?: TableReader | undefined
}

export type ReadLoaded = {
  readonly format: ListFormat
  readonly list: ParsedList
  readonly feedState: FeedState | null
}

/** Of the content and of everything that decides how it is read: the same digest gives the same entries. */
export function digestOf(octets: Uint8Array, rules: LoadedReading): string {
  const { listKind, defaultKind, format, columns } = rules
  return createHash('sha256')
    .update(JSON.stringify([listKind, defaultKind, format, columns]))
    .update(octets)
    .digest('hex')
}

export async function readLoaded(loaded: LoadedList, rules: LoadedReading): Promise<ReadLoaded> {
  const { octets } = loaded
  const { format } = rules
  if (format === 'parquet' || (format === null && isParquet(octets)))
    return { format: 'parquet', list: await readTable(loaded, rules), feedState: null }
  const manifest = format === null || format === 'misp-feed' ? feedManifest(octets) : undefined
  if (manifest) {
    const before = rules.feedState ?? {}
    const { list, state } = await readMispFeed(
      manifest,
      before,
      (uuid) => loaded.beside(`${uuid}.json`),
      rules,
    )
    return { format: 'misp-feed', list, feedState: state }
  }
  if (format === 'misp-feed')
    throw new ListError('LIST_UNREADABLE', 'the document is not the manifest of a MISP feed')
  return { ...readDocument(octets, { ...rules, format: format ?? undefined }), feedState: null }
}

function isParquet(octets: Uint8Array): boolean {
  return Buffer.from(octets.subarray(0, 4)).toString('latin1') === 'PAR1'
}

async function readTable(loaded: LoadedList, rules: LoadedReading): Promise<ParsedList> {
  if (!rules.readTable || loaded.path === null)
    throw new ListError('LIST_FORMAT_UNKNOWN', 'Parquet is read from a file of this machine only')
  const table = await rules.readTable(loaded.path)
  const columns = columnsOf(table.columns, rules.columns)
  if (!columns)
    throw new ListError(
      'LIST_FORMAT_UNKNOWN',
      'no column is known to hold the address; say which with --column address=NAME',
    )
  const reading = new ListReading(rules)
  let line = 0
  for await (const rows of table.rows)
    for (const row of rows) reading.take(readRow(columns, row), ++line)
  if (line === 0) throw new ListError('LIST_EMPTY', 'the table has no rows')
  return reading.finish()
}
