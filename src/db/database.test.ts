import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { PGlite } from '@electric-sql/pglite'
import { Kysely, PGliteDialect, sql } from 'kysely'
import { inEveryHome } from '../../tools/testing/database-homes.ts'
import { type Database, type DatabasePlace, openDatabase } from './database.ts'
import { DatabaseError } from './errors.ts'
import { type Migration, migrate } from './migrations.ts'

type Tables = { lantern: { id: number; lit_at: Date; oil: number; note: unknown } }

const createLantern: Migration = {
  name: '0001-lantern',
  up: async (database) => {
    await sql`create table lantern (
      id bigint primary key, lit_at timestamptz not null, oil double precision not null,
      note jsonb not null)`.execute(database)
  },
}
const hangSecondLantern: Migration = {
  name: '0002-second-lantern',
  up: async (database) => {
    await sql`insert into lantern values (2, now(), 1, '{}')`.execute(database)
  },
}
const breakHalfway: Migration = {
  name: '0002-broken',
  up: async (database) => {
    await sql`create table half_done (id int)`.execute(database)
    await sql`insert into no_such_table values (1)`.execute(database)
  },
}

/** Every home of the database keeps the same promises. The tests build on each other, in order. */
inEveryHome('database', (home) => {
  let place: DatabasePlace
  let database: Database
  const lanterns = () => database.$extendTables<Tables>()

  before(async () => {
    place = await home.create()
    database = await openDatabase(place, [])
  })
  after(async () => {
    await database.destroy()
    await home.remove()
  })
  const reopen = async (migrations: readonly Migration[]) => {
    await database.destroy()
    database = await openDatabase(place, migrations)
  }
  const refused = async (migrations: readonly Migration[], code: string) => {
    await assert.rejects(
      openDatabase(place, migrations),
      (error) => error instanceof DatabaseError && error.code === code,
    )
  }

  it('a migration runs once, however often the database is opened', async () => {
    await reopen([createLantern])
    await reopen([createLantern])
    await reopen([createLantern, hangSecondLantern])
    await reopen([createLantern, hangSecondLantern])
    const rows = await lanterns().selectFrom('lantern').select('id').execute()
    assert.deepEqual(rows, [{ id: 2 }])
  })

  it('values come back as they were given: 64-bit numbers, instants, doubles, JSON', async () => {
    const row = {
      id: 2 ** 52 + 1,
      lit_at: new Date('2026-11-21T01:02:03.456Z'),
      oil: 0.1 + 0.2,
      note: JSON.stringify({ ja: '狼煙', weights: [1, -0.5] }),
    }
    await lanterns().insertInto('lantern').values(row).execute()
    const read = await lanterns()
      .selectFrom('lantern')
      .selectAll()
      .where('id', '=', row.id)
      .executeTakeFirstOrThrow()
    assert.deepEqual(read, { ...row, note: { ja: '狼煙', weights: [1, -0.5] } })
    const { count } = await lanterns()
      .selectFrom('lantern')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    assert.equal(count, 2)
  })

  it('a statement beside a transaction that fails is not undone with it', async () => {
    const lantern = (id: number) => ({ id, lit_at: new Date(0), oil: 1, note: '{}' })
    const failing = lanterns()
      .transaction()
      .execute(async (transaction) => {
        await transaction.insertInto('lantern').values(lantern(10)).execute()
        await sql`select pg_sleep(0.05)`.execute(transaction)
        throw new Error('no oil')
      })
    const beside = lanterns().insertInto('lantern').values(lantern(11)).execute()
    await assert.rejects(failing, /no oil/)
    await beside
    const ids = await lanterns()
      .selectFrom('lantern')
      .select('id')
      .where('id', 'in', [10, 11])
      .execute()
    assert.deepEqual(ids, [{ id: 11 }])
  })

  it('what was written is there after closing and opening again', async () => {
    const rows = () => lanterns().selectFrom('lantern').selectAll().orderBy('id').execute()
    const written = await rows()
    await reopen([createLantern, hangSecondLantern])
    assert.deepEqual(await rows(), written)
  })

  it('a database of a later version is refused, not guessed at', async () => {
    await database.destroy()
    await refused([createLantern], 'DATABASE_NEWER')
    database = await openDatabase(place, [createLantern, hangSecondLantern])
  })

  it('a migration that fails leaves nothing behind', async () => {
    await sql`delete from schema_migrations where name = '0002-second-lantern'`.execute(database)
    await database.destroy()
    await refused([createLantern, breakHalfway], 'MIGRATION_FAILED')
    database = await openDatabase(place, [createLantern])
    const tables = await database.introspection.getTables()
    assert.ok(!tables.some((table) => table.name === 'half_done'))
  })
})

it('a server that does not answer is named as such', async () => {
  await assert.rejects(
    openDatabase({ url: 'postgres://nobody@127.0.0.1:1/nothing' }, []),
    (error) => error instanceof DatabaseError && error.code === 'DATABASE_UNREACHABLE',
  )
})

it('migrations that are out of order are a mistake of ours', async () => {
  const database = new Kysely({ dialect: new PGliteDialect({ pglite: () => new PGlite() }) })
  await assert.rejects(migrate(database, [hangSecondLantern, createLantern]), /higher number/)
})
