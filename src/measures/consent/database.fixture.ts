import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, openDatabase } from '../../db/database.ts'
import { MEASURE_MIGRATIONS } from '../migrations/index.ts'

/** A database with this wing's tables, in a new directory; the caller destroys it. */
export async function createDatabase(): Promise<Database> {
  const directory = mkdtempSync(join(tmpdir(), 'noroshi-measures-'))
  return openDatabase({ directory: join(directory, 'database') }, MEASURE_MIGRATIONS)
}
