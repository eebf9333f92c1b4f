/**
 * The operational database: what people decided and what the service must remember, never flows.
 *
 * One dialect, two homes. PGlite is PostgreSQL inside this process, in a directory: nothing to
 * install. A `postgres://` URL is the same SQL on a server, for when several machines share it.
 * This room knows no table; each wing brings its own tables and migrations.
 */
import { Kysely, PGliteDialect, PostgresDialect } from 'kysely'
import pg from 'pg'
import { openEmbedded } from './embedded.ts'
import { DatabaseError } from './errors.ts'
import { type Migration, migrate } from './migrations.ts'

/**
 * Without tables: a wing adds its own with `database.$extendTables<CaseTables>()`. Closed by
 * `destroy()` or at the end of an `await using` scope.
 */
// biome-ignore lint/complexity/noBannedTypes: Kysely's own way to say "no table is known here".
export type Database = Kysely<{}>

export type DatabasePlace =
  /** Created when absent. PGlite takes no lock: the caller makes sure that one process holds it. */
  | { readonly directory: string }
  /** `postgres://user:password@host:port/name`. */
  | { readonly url: string }

/** The service has a handful of concurrent writers; more connections would only queue in the server. */
const CONNECTION_COUNT_MAX = 8
const CONNECT_TIMEOUT_MS = 10_000
/** A query of the operational database that takes longer is a bug, and must not hold a connection. */
const STATEMENT_TIMEOUT_MS = 60_000

/** As it is, whatever schema it has: for restoring into. Throws `DatabaseError` DATABASE_UNREACHABLE. */
export async function openUnmigrated(place: DatabasePlace): Promise<Database> {
  return 'url' in place ? await connect(place.url) : inDirectory(place.directory)
}

/** Opens the database and brings it to the newest schema. Throws `DatabaseError`. */
export async function openDatabase(
  place: DatabasePlace,
  migrations: readonly Migration[],
): Promise<Database> {
  const database = await openUnmigrated(place)
  try {
    await migrate(database, migrations)
    return database
  } catch (error) {
    await database.destroy()
    throw error
  }
}

function inDirectory(directory: string): Database {
  return new Kysely({
    dialect: new PGliteDialect({ pglite: () => openEmbedded(directory) }),
  })
}

async function connect(url: string): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTION_COUNT_MAX,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    types: { getTypeParser: typeParser },
  })
  // An idle connection that the server closes reports here; the next query opens another one, and
  // without a listener the process would die.
  pool.on('error', () => {})
  try {
    const client = await pool.connect()
    client.release()
  } catch (cause) {
    await pool.end()
    throw new DatabaseError('DATABASE_UNREACHABLE', 'the PostgreSQL server does not answer', {
      cause,
    })
  }
  return new Kysely({ dialect: new PostgresDialect({ pool }) })
}

/** 64-bit integers as numbers, as PGlite gives them: our counts and sequences stay below 2^53. */
const typeParser: typeof pg.types.getTypeParser = (type: number, format?: 'text' | 'binary') =>
  type === pg.types.builtins.INT8 && format !== 'binary'
    ? Number
    : pg.types.getTypeParser(type, format as 'text')
