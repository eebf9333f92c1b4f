import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { sql } from 'kysely'
import { inEveryHome } from '../../tools/testing/database-homes.ts'
import { type Database, openDatabase, openUnmigrated } from './database.ts'
import { DatabaseError } from './errors.ts'
import type { Migration } from './migrations.ts'
import { dumpDatabase, loadDatabase, type TransferLine } from './transfer.ts'

const lanterns: Migration = {
  name: '0001-lanterns',
  up: async (database) => {
    await sql`create table z_hills (name text primary key, seen timestamptz not null)`.execute(
      database,
    )
    await sql`create table lanterns (
      id bigint generated always as identity primary key, hill text not null references z_hills (name),
      oil double precision, big bigint, note jsonb)`.execute(database)
    await sql`create function refuse() returns trigger language plpgsql as $$
      begin raise exception 'append-only'; end $$`.execute(database)
    await sql`create trigger keep before update or delete or truncate on lanterns
      for each statement execute function refuse()`.execute(database)
  },
}
const seeded: Migration = {
  name: '0002-seeded',
  up: async (database) => {
    await sql`create table progress (id int primary key, at timestamptz)`.execute(database)
    await sql`insert into progress values (1, 'epoch')`.execute(database)
  },
}
const added: Migration = {
  name: '0003-added',
  up: async (database) => {
    await sql`alter table lanterns add column colour text not null default 'red'`.execute(database)
  },
}
const ROWS = 1_203

/** From the data directory into every home, and back out of it. */
inEveryHome('transfer', (home) => {
  const directory = mkdtempSync(join(tmpdir(), 'noroshi-transfer-'))
  let source: Database
  let target: Database
  let lines: TransferLine[]

  before(async () => {
    source = await openDatabase({ directory: join(directory, 'source') }, [lanterns, seeded])
    await sql`insert into z_hills values ('煙台 "A"', '2026-11-21T01:02:03.456789Z'), ('B', now())`.execute(
      source,
    )
    await sql`insert into lanterns (hill, oil, big, note)
      select case when n % 2 = 0 then 'B' else '煙台 "A"' end, sqrt(n) / 3, 9007199254740993 + n,
        jsonb_build_object('n', n, 'text', repeat('狼', n % 7)) from generate_series(1, ${sql.raw(String(ROWS))}) n`.execute(
      source,
    )
    await sql`update progress set at = '2026-01-01T00:00:00Z'`.execute(source)
    lines = await linesOf(source)
    target = await openUnmigrated(await home.create())
  })
  after(async () => {
    await source.destroy()
    await target.destroy()
    await home.remove()
    rmSync(directory, { recursive: true, force: true })
  })

  const linesOf = async (database: Database): Promise<TransferLine[]> => {
    const found: TransferLine[] = []
    await dumpDatabase(database, async (line) => void found.push(line))
    return found
  }
  async function* each(given: readonly TransferLine[]): AsyncGenerator<TransferLine> {
    yield* given
  }
  const refused = (promise: Promise<unknown>, code: string) =>
    assert.rejects(promise, (error) => error instanceof DatabaseError && error.code === code)

  it('what is newer, cut short or changed is refused, and leaves nothing that stops another try', async () => {
    await refused(loadDatabase(target, each(lines.slice(1)), [lanterns, seeded]), 'BACKUP_DAMAGED')
    await refused(loadDatabase(target, each(lines), [lanterns]), 'DATABASE_NEWER')
  })

  it('every row arrives as it was, parents first, and the schema goes on to this version’s', async () => {
    const counts = await loadDatabase(target, each(lines), [lanterns, seeded, added])
    assert.deepEqual(
      counts.map(({ name, rows }) => [name, rows]),
      [
        ['progress', 1],
        ['z_hills', 2],
        ['lanterns', ROWS],
      ],
    )
    await sql`insert into lanterns (hill) values ('B')`.execute(target)
    const { rows } = await sql<{ id: number; big: string; colour: string }>`
      select max(id) as id, max(big)::text as big, max(colour) as colour from lanterns`.execute(
      target,
    )
    assert.deepEqual(rows, [
      { id: ROWS + 1, big: String(9007199254740993n + 1203n), colour: 'red' },
    ])
    const hills = (await linesOf(target)).filter(
      (line) => line.line === 'row' && line.table === 'z_hills',
    )
    assert.deepEqual(
      hills,
      lines.filter((line) => line.line === 'row' && line.table === 'z_hills'),
    )
  })

  it('what holds anything is never loaded into', async () => {
    await refused(loadDatabase(target, each(lines), [lanterns, seeded]), 'RESTORE_NOT_EMPTY')
  })
})
