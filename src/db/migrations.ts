import type { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { DatabaseError } from './errors.ts'

/**
 * One step of the schema. Steps only go forward: taking one back would drop what people decided.
 * Names are numbered (`0001-cases`); each wing has a range of its own, grows by itself, and touches no
 * other's tables.
 */
export type Migration = {
  readonly name: string
  // biome-ignore lint/suspicious/noExplicitAny: a migration speaks of tables as they are at its step.
  up(database: Kysely<any>): Promise<void>
}

const NAME = /^\d{4}-[a-z0-9-]+$/

/**
 * Runs what has not run yet: all of it in one transaction, or nothing, under a lock that a second
 * starting process waits for. Throws `DatabaseError`.
 */
export async function migrate(
  // biome-ignore lint/suspicious/noExplicitAny: any database may be migrated, whatever its tables.
  database: Kysely<any>,
  migrations: readonly Migration[],
): Promise<void> {
  assertInOrder(migrations)
  const steps = Object.fromEntries(migrations.map((step) => [step.name, { up: step.up }]))
  await assertNotNewer(database, steps)
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => steps },
    migrationTableName: 'schema_migrations',
    migrationLockTableName: 'schema_migration_lock',
    // A wing's new step may have a lower number than another wing's last.
    allowUnorderedMigrations: true,
  })
  const { error, results } = await migrator.migrateToLatest()
  if (error === undefined) return
  const failed = results?.find((result) => result.status === 'Error')?.migrationName
  throw new DatabaseError(
    'MIGRATION_FAILED',
    failed ? `the migration ${failed} failed` : 'the database could not be migrated',
    { cause: error },
  )
}

function assertInOrder(migrations: readonly Migration[]): void {
  for (const [index, { name }] of migrations.entries()) {
    if (!NAME.test(name)) throw new Error(`migration ${name}: a name is like 0001-cases`)
    const previous = migrations[index - 1]?.name
    if (previous !== undefined && previous.slice(0, 4) >= name.slice(0, 4))
      throw new Error(`migration ${name} must have a higher number than ${previous}`)
  }
}

async function assertNotNewer(
  // biome-ignore lint/suspicious/noExplicitAny: reads the table of migrations, which no wing declares.
  database: Kysely<any>,
  steps: Readonly<Record<string, unknown>>,
): Promise<void> {
  const tables = await database.introspection.getTables()
  if (!tables.some((table) => table.name === 'schema_migrations')) return
  const executed: { name: string }[] = await database
    .selectFrom('schema_migrations')
    .select('name')
    .execute()
  const unknown = executed.filter(({ name }) => !(name in steps)).map(({ name }) => name)
  if (unknown.length > 0)
    throw new DatabaseError(
      'DATABASE_NEWER',
      `the database holds ${unknown.join(', ')}, which this version does not know`,
    )
}
