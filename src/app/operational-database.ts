import { CASE_MIGRATIONS } from '../cases/index.ts'
import { type Database, openDatabase } from '../db/database.ts'
import { PEOPLE_MIGRATIONS } from '../people/index.ts'
import type { DataDirectory } from './data-directory.ts'

/** With the tables of every wing: a database that lacks some would seem to be of another version. */
export function openOperationalDatabase(directory: DataDirectory): Promise<Database> {
  return openDatabase({ directory: directory.database }, [...CASE_MIGRATIONS, ...PEOPLE_MIGRATIONS])
}
