import { ALERT_MIGRATIONS } from '../alerts/index.ts'
import { CASE_MIGRATIONS } from '../cases/index.ts'
import { type Database, type DatabasePlace, openDatabase } from '../db/database.ts'
import type { Migration } from '../db/migrations.ts'
import { MEASURE_MIGRATIONS } from '../measures/migrations/index.ts'
import { NOTICE_MIGRATIONS } from '../notice/index.ts'
import { PEOPLE_MIGRATIONS } from '../people/index.ts'
import { loadConfiguration } from './configuration.ts'
import type { DataDirectory } from './data-directory.ts'
import { databaseUrl } from './database-url.ts'
import { OUTBOX_MIGRATIONS } from './outbox/migrations/0900-outbox.ts'
import { RECEIPT_MIGRATIONS } from './outbox/migrations/0910-outbox-receipts.ts'

/** Of every wing: a database that lacks some would seem to be of another version. */
export const OPERATIONAL_MIGRATIONS: readonly Migration[] = [
  ...CASE_MIGRATIONS,
  ...PEOPLE_MIGRATIONS,
  ...NOTICE_MIGRATIONS,
  ...MEASURE_MIGRATIONS,
  ...OUTBOX_MIGRATIONS,
  ...ALERT_MIGRATIONS,
  ...RECEIPT_MIGRATIONS,
]

/** In the data directory, or on the PostgreSQL server that the configuration names. */
export async function openOperationalDatabase(directory: DataDirectory): Promise<Database> {
  return openDatabase(operationalPlace(directory), OPERATIONAL_MIGRATIONS)
}

export function operationalPlace(directory: DataDirectory): DatabasePlace {
  const { database } = loadConfiguration(directory.configurationFile)
  return database ? { url: databaseUrl(database) } : { directory: directory.database }
}
