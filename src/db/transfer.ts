/**
 * Everything in the operational database as lines of text, and back: from and to either home, so that a backup is
 * also the way from the data directory to a PostgreSQL server. Rows travel as the database writes them (`to_jsonb`), and
 * never through JavaScript's numbers.
 */
import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Database } from './database.ts'
import { DatabaseError } from './errors.ts'
import { type Migration, migrate } from './migrations.ts'

export type TableCount = { readonly name: string; readonly rows: number; readonly digest: string }

export type TransferLine =
  | { readonly line: 'migrations'; readonly names: readonly string[] }
  | { readonly line: 'row'; readonly table: string; readonly row: string }
  | { readonly line: 'table'; readonly table: TableCount }

/** Rows of one fetch; a row has seldom more than a few kilobytes. */
const FETCH_ROWS = 500
const OWN_TABLES = new Set(['schema_migrations', 'schema_migration_lock'])

/** All rows as they are at one instant, parents before children; each table ends with its count and digest. */
export async function dumpDatabase(
  database: Database,
  write: (line: TransferLine) => Promise<void>,
): Promise<void> {
  await database
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (transaction) => {
      await write({ line: 'migrations', names: await migrationNames(transaction) })
      for (const table of await tablesInOrder(transaction)) {
        const digest = new TableDigest()
        for await (const row of rowsOf(transaction, table)) {
          digest.add(row)
          await write({ line: 'row', table, row })
        }
        await write({ line: 'table', table: { name: table, ...digest.result } })
      }
    })
}

/**
 * Fills a new database: the schema as it was when the lines were written, the rows, a comparison of every table, and
 * then what this version adds. All of the rows or none. Throws `DatabaseError` RESTORE_NOT_EMPTY, DATABASE_NEWER or
 * BACKUP_DAMAGED.
 *
 * @param database opened without migrations
 */
export async function loadDatabase(
  database: Database,
  lines: AsyncIterable<TransferLine>,
  migrations: readonly Migration[],
): Promise<TableCount[]> {
  const reader = lines[Symbol.asyncIterator]()
  const first = await reader.next()
  if (first.done || first.value.line !== 'migrations') throw damaged('it does not begin as one')
  if ((await tablesInOrder(database)).length > 0)
    throw new DatabaseError(
      'RESTORE_NOT_EMPTY',
      'the database to restore into holds tables already',
    )
  const names = new Set(first.value.names)
  const unknown = [...names].filter((name) => !migrations.some((step) => step.name === name))
  if (unknown.length > 0)
    throw new DatabaseError('DATABASE_NEWER', `the backup holds ${unknown.join(', ')}`)
  await migrate(
    database,
    migrations.filter(({ name }) => names.has(name)),
  )
  const counts = await database
    .transaction()
    .execute((transaction) => loadRows(transaction, { [Symbol.asyncIterator]: () => reader }))
  await migrate(database, migrations)
  return counts
}

async function loadRows(
  db: Kysely<object>,
  lines: AsyncIterable<TransferLine>,
): Promise<TableCount[]> {
  const counts: TableCount[] = []
  const waiting: string[] = []
  const known = new Set(await tablesInOrder(db))
  await emptySeeded(db, known)
  for await (const line of lines) {
    if (line.line === 'row') {
      waiting.push(line.row)
      if (waiting.length >= FETCH_ROWS) await insert(db, line.table, waiting.splice(0), known)
    }
    if (line.line !== 'table') continue
    const { name, rows, digest } = line.table
    if (waiting.length > 0) await insert(db, name, waiting.splice(0), known)
    const found = new TableDigest()
    for await (const row of rowsOf(db, name)) found.add(row)
    if (found.result.rows !== rows || found.result.digest !== digest)
      throw damaged(`the table ${name} is not what was backed up`)
    await continueSequences(db, name)
    counts.push(line.table)
  }
  return counts
}

async function insert(
  db: Kysely<object>,
  table: string,
  rows: readonly string[],
  known: ReadonlySet<string>,
): Promise<void> {
  if (!known.has(table)) throw damaged(`there is no table ${table}`)
  await sql`insert into ${sql.table(table)} overriding system value
    select * from jsonb_populate_recordset(null::${sql.table(table)}, ${`[${rows.join(',')}]`}::jsonb)`.execute(
    db,
  )
}

/** What migrations put into their own tables; of all others nothing is deleted, and some would refuse it. */
async function emptySeeded(db: Kysely<object>, tables: ReadonlySet<string>): Promise<void> {
  for (const table of tables) {
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(db)
    if (rows.length > 0) await sql`delete from ${sql.table(table)}`.execute(db)
  }
}

/** Identity columns go on behind what was loaded. */
async function continueSequences(db: Kysely<object>, table: string): Promise<void> {
  const { rows } = await sql<{ column_name: string }>`
    select column_name from information_schema.columns
    where table_schema = 'public' and table_name = ${table} and is_identity = 'YES'`.execute(db)
  for (const { column_name: column } of rows)
    await sql`select setval(pg_get_serial_sequence(${table}, ${column}),
      coalesce((select max(${sql.ref(column)}) from ${sql.table(table)}), 0) + 1, false)`.execute(
      db,
    )
}

/** In the order of their keys, so that equal tables have equal digests. */
async function* rowsOf(db: Kysely<object>, table: string): AsyncGenerator<string> {
  await sql`declare transferred no scroll cursor for
    select to_jsonb(t)::text as row from ${sql.table(table)} t order by to_jsonb(t)::text collate "C"`.execute(
    db,
  )
  try {
    for (;;) {
      const { rows } = await sql<{
        row: string
      }>`fetch ${sql.raw(String(FETCH_ROWS))} from transferred`.execute(db)
      for (const { row } of rows) yield row
      if (rows.length < FETCH_ROWS) return
    }
  } finally {
    await sql`close transferred`.execute(db)
  }
}

class TableDigest {
  readonly #hash = createHash('sha256')
  #rows = 0

  add(row: string): void {
    this.#hash.update(row).update('\n')
    this.#rows++
  }

  get result(): { rows: number; digest: string } {
    return { rows: this.#rows, digest: this.#hash.copy().digest('hex') }
  }
}

async function migrationNames(db: Kysely<object>): Promise<string[]> {
  const { rows } = await sql<{
    name: string
  }>`select name from schema_migrations order by name`.execute(db)
  return rows.map(({ name }) => name)
}

/** Tables of every wing, each after those that its foreign keys point to. */
async function tablesInOrder(db: Kysely<object>): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`.execute(db)
  const { rows: keys } = await sql<{ child: string; parent: string }>`
    select c.conrelid::regclass::text as child, c.confrelid::regclass::text as parent
    from pg_constraint c where c.contype = 'f' and c.conrelid <> c.confrelid`.execute(db)
  const left = new Set(tables.map(({ name }) => name).filter((name) => !OWN_TABLES.has(name)))
  const ordered: string[] = []
  while (left.size > 0) {
    const free = [...left].filter(
      (name) => !keys.some(({ child, parent }) => child === name && left.has(parent)),
    )
    if (free.length === 0) throw new Error(`tables refer to each other: ${[...left].join(', ')}`)
    for (const name of free) {
      ordered.push(name)
      left.delete(name)
    }
  }
  return ordered
}

const damaged = (why: string): DatabaseError =>
  new DatabaseError('BACKUP_DAMAGED', `this is not a whole backup: ${why}`)
