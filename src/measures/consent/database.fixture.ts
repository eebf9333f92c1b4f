import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { type Database, openDatabase } from '../../db/database.ts'
import { MEASURE_MIGRATIONS } from '../migrations/index.ts'

/** A database with this wing's tables, in a directory that goes with the process; the caller destroys it. */
export async function createDatabase(): Promise<Database> {
  const directory = mkdtempSync(join(tmpdir(), 'noroshi-measures-'))
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
  return openDatabase({ directory: join(directory, 'database') }, MEASURE_MIGRATIONS)
}

/** As a new one, in a fraction of the time; what refuses deleting is told to look away. */
export async function emptyTables(database: Database): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await sql`set local session_replication_role = replica`.execute(transaction)
    for (const table of TABLES) await sql`truncate ${sql.table(table)}`.execute(transaction)
  })
}

const TABLES = [
  'consent_terms',
  'consent_events',
  'consent_lines',
  'consent_deletions',
  'consent_links',
  'measure_entries',
  'measure_targets',
  'measure_changes',
  'measure_approvals',
]
