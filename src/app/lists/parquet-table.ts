import type { TableReader } from '../../cases/index.ts'
import { openChdb } from '../../flows/store/chdb.ts'
import { AppError } from '../errors.ts'

/**
 * Reads a Parquet list through an engine of its own in a temporary directory: it never comes near the flows.
 * Every value comes as text, so that one set of rules reads tables and CSV.
 */
export const readParquetTable: TableReader = async (path) => {
  if (/['\\*?{}]/.test(path))
    throw new AppError(
      'OPTION_INVALID',
      `${path}: quotes and * ? { } cannot stand in a file's name`,
    )
  const engine = await openChdb()
  const table = `file('${path}', Parquet)`
  const described = await engine
    .rows<{ name: string }>(`DESCRIBE TABLE ${table}`)
    .catch(async (error) => {
      await engine.close()
      throw error
    })
  const columns = described.map(({ name }) => name)
  return { columns, rows: rowsOf() }

  async function* rowsOf(): AsyncGenerator<readonly (readonly string[])[]> {
    try {
      const texts = columns
        .map((name) => `ifNull(toString(\`${name.replaceAll(/[\\`]/g, '\\$&')}\`), '')`)
        .join(', ')
      for await (const rows of engine.stream<{ cells: string[] }>(
        `SELECT [${texts}] AS cells FROM ${table}`,
      ))
        yield rows.map(({ cells }) => cells)
    } finally {
      await engine.close()
    }
  }
}
