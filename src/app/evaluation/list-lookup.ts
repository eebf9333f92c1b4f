import { canonicalAddress } from '../../core/address.ts'
import type { ServiceEndpoint } from '../../core/endpoint.ts'
import { openChdb } from '../../flows/store/chdb.ts'
import type { FlowEngine } from '../../flows/store/flow-engine.ts'
import { AppError } from '../errors.ts'

/** One entry of a reputation list with its history; instants in epoch milliseconds. */
export type ListEntry = {
  readonly list: string
  readonly address: string
  readonly port: number | null
  readonly firstListedAtMs: number
  /** null: still listed when the history was taken. */
  readonly lastRemovedAtMs: number | null
}

/** Reads list histories (columns list, ip, port, first_listed, last_removed) from Parquet or CSV. */
export async function readLists(
  engine: FlowEngine,
  paths: readonly string[],
): Promise<ListEntry[]> {
  const entries: ListEntry[] = []
  for (const path of paths) {
    if (/['\\*?{}]/.test(path))
      throw new AppError(
        'OPTION_INVALID',
        `${path}: quotes and * ? { } cannot stand in a file's name`,
      )
    const format = path.endsWith('.csv') || path.endsWith('.csv.gz') ? 'CSVWithNames' : 'Parquet'
    const columns = new Set(
      (await engine.rows<{ name: string }>(`DESCRIBE TABLE file('${path}', ${format})`)).map(
        ({ name }) => name,
      ),
    )
    const first = columns.has('first_listed') ? 'first_listed' : 'first_seen'
    const last = columns.has('last_removed') ? 'last_removed' : 'last_seen'
    if (!columns.has('ip') || !columns.has(first))
      throw new AppError(
        'OPTION_INVALID',
        `${path}: a list history needs the columns ip and first_listed`,
      )
    const millis = (column: string): string =>
      `toUnixTimestamp64Milli(toDateTime64(${column}, 3, 'UTC'))`
    for await (const rows of engine.stream<{
      list: string
      ip: string
      port: number | null
      first: number
      last: number | null
    }>(
      `SELECT ${columns.has('list') ? "ifNull(list, '')" : "''"} AS list, ifNull(toString(ip), '') AS ip,
         ${columns.has('port') ? 'toInt32OrNull(toString(port))' : 'NULL'} AS port,
         ${millis(`assumeNotNull(${first})`)} AS first,
         ${columns.has(last) ? `if(isNull(${last}), NULL, ${millis(`assumeNotNull(${last})`)})` : 'NULL'} AS last
       FROM file('${path}', ${format}) WHERE isNotNull(${first})
       SETTINGS output_format_json_quote_64bit_integers = 0`,
    ))
      for (const row of rows) {
        const address = canonicalAddress(row.ip)
        if (address === undefined) continue
        entries.push({
          list: row.list,
          address,
          port: row.port,
          firstListedAtMs: row.first,
          lastRemovedAtMs: row.last,
        })
      }
  }
  return entries
}

/**
 * Answers what the lists say of an endpoint at any time: 1 = address and port, 0.5 = the address alone.
 * Which instant the flows are from is not asked: published captures are older than most histories, so a
 * lookup at the time of the flows would find next to nothing and flatter every other method.
 */
export function listLookup(entries: readonly ListEntry[]): (endpoint: ServiceEndpoint) => number {
  const exact = new Set(entries.map(({ address, port }) => `${address} ${port}`))
  const addresses = new Set(entries.map(({ address }) => address))
  return ({ address, port }) =>
    exact.has(`${address} ${port}`) ? 1 : addresses.has(address) ? 0.5 : 0
}

export async function lookupFromFiles(
  paths: readonly string[],
): Promise<((endpoint: ServiceEndpoint) => number) | undefined> {
  if (paths.length === 0) return undefined
  const engine = await openChdb()
  try {
    return listLookup(await readLists(engine, paths))
  } finally {
    await engine.close()
  }
}
