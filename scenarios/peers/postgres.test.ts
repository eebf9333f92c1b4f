/** The operational database on Debian's PostgreSQL: the suites of every wing that has tables, and the way there. */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { HubProcess } from '../../tools/testing/hub-processes.ts'
import { noroshi, noroshiJson, temporaryDirectory } from '../../tools/testing/noroshi-process.ts'
import { PostgresServer, postgresPrograms } from '../../tools/testing/postgres-server.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const programs = postgresPrograms()
/** The other home is tested with everything else, on every machine. */
const ONLY_SERVER = '--test-name-pattern=PostgreSQL server'
const skip = programs === undefined ? 'no PostgreSQL server is installed' : false

describe('PostgreSQL', { skip }, () => {
  let server: PostgresServer

  before(async () => {
    server = await PostgresServer.start(programs!)
  })
  after(() => server[Symbol.asyncDispose]())

  async function runOnServer(file: string): Promise<{ status: number | null; output: string }> {
    const { NODE_TEST_CONTEXT: _, ...environment } = process.env
    const run = spawn(process.execPath, ['--test-reporter=tap', ONLY_SERVER, file], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...environment, NOROSHI_TEST_POSTGRES_URL: server.url },
    })
    const output = run.stdout.toArray()
    const [status] = (await once(run, 'close')) as [number | null]
    return { status, output: Buffer.concat(await output).toString() }
  }

  describe('the suites pass on the server as they do in the directory', { concurrency: 2 }, () => {
    for (const file of filesWithHomes())
      it(file, async () => {
        const { status, output } = await runOnServer(file)
        assert.equal(status, 0, output.slice(output.search(/^ *not ok/m)).slice(0, 4_000))
        assert.match(output, /PostgreSQL server/)
        assert.match(output, /^# pass [1-9]/m)
        assert.doesNotMatch(output, /NOROSHI_TEST_POSTGRES_URL is not given/)
      })
  })

  it('a hub keeps its members there and comes back to them', async () => {
    await using directory = await temporaryDirectory()
    await using hub = await HubProcess.start(directory.path)
    const place = new URL(server.url)
    place.pathname = '/hub'
    spawnSync(join(programs!, 'createdb'), [
      '-h',
      place.hostname,
      '-p',
      place.port,
      '-U',
      'noroshi',
      'hub',
    ])
    await hub.configure({ database: { url: place.href } })
    await hub.invite('isp-a')
    await hub.kill('SIGKILL')
    await hub.restart()
    const members = await hub.ask<{ id: string }[]>('member', 'list')
    assert.deepEqual(
      members.map(({ id }) => id),
      ['isp-a'],
    )
  })

  it('a backup of the data directory is restored on the server, and commands work on it there', async () => {
    await using directory = await temporaryDirectory()
    const [first, second] = ['first', 'second'].map((name) => join(directory.path, name)) as [
      string,
      string,
    ]
    for (const data of [first, second]) mkdirSync(data, { mode: 0o700 })
    const invited = ['user', 'invite', 'hanako', '--roles', 'analyst', '--data']
    assert.equal((await noroshi(...invited, first)).status, 0)
    const file = join(directory.path, 'backup')
    const made = await noroshiJson<{ tables: { name: string; rows: number }[] }>(
      'backup',
      file,
      '--data',
      first,
    )
    assert.equal(made.tables.find(({ name }) => name === 'people')?.rows, 1)
    assert.match((await noroshi('backup', file, '--data', first)).stderr, /BACKUP_EXISTS/)

    writeFileSync(join(second, 'noroshi.json'), JSON.stringify({ database: { url: server.url } }))
    assert.equal((await noroshi('restore', file, '--data', second)).status, 0)
    const { people } = await noroshiJson<{ people: { id: string }[] }>(
      'user',
      'list',
      '--data',
      second,
    )
    assert.deepEqual(
      people.map(({ id }) => id),
      ['hanako'],
    )
    const again = await noroshi('restore', file, '--data', second)
    assert.match(again.stderr, /RESTORE_NOT_EMPTY/)
    const back = join(directory.path, 'back')
    const from = await noroshiJson<{ tables: unknown }>('backup', back, '--data', second)
    assert.deepEqual(from.tables, made.tables, 'the same rows with the same digests')
  })
})

/** Every suite that runs in each home, so that a new wing with tables cannot be forgotten. */
function filesWithHomes(): string[] {
  const files = globSync('{src,scenarios}/**/*.test.ts', { cwd: ROOT }).filter(
    (file) =>
      !file.startsWith('scenarios/peers/') &&
      readFileSync(join(ROOT, file), 'utf8').includes('inEveryHome('),
  )
  assert.ok(files.length > 20, `${files.length} files`)
  return files.toSorted()
}
