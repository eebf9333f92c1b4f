import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import type { FastifyInstance } from 'fastify'
import pino from 'pino'
import { type Database, openDatabase } from '../../src/db/database.ts'
import { createHubServer } from '../../src/gate/hub/http/server.ts'
import { HubWorld, joined, ROOT_TEXT } from '../../src/gate/hub/hub.fixture.ts'
import type { Hub } from '../../src/gate/hub/hub.ts'
import { HUB_MIGRATIONS } from '../../src/gate/hub/migrations/index.ts'
import { temporaryDirectory } from '../../tools/testing/noroshi-process.ts'

const PAGER = resolve(import.meta.dirname, 'taxii_pages.py')
const run = promisify(execFile)
const skip =
  spawnSync('python3', ['-c', 'import requests']).status === 0
    ? false
    : 'no Python with requests is installed'

type Told = {
  readonly ids: readonly string[]
  readonly revoked: readonly string[]
  readonly dates: readonly string[]
  readonly after: object
  readonly limitZero: number
  readonly wrongAccept: number
}

describe('a client in Python with requests, as the one of OASIS', { skip }, () => {
  const world = new HubWorld()
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  let database: Database
  let hub: Hub
  let app: FastifyInstance
  let ask: (limit: number) => Promise<Told>

  before(async () => {
    directory = await temporaryDirectory()
    database = await openDatabase({ directory: join(directory.path, 'database') }, HUB_MIGRATIONS)
    hub = await world.open(database)
    const { clock } = world
    const logger = pino({ level: 'silent' })
    app = await createHubServer({ hub, clock, logger, roots: [ROOT_TEXT], tls: null })
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    await joined(hub, 'isp')
    const token = await hub.tokens.make('isp', 'taxii', 30, 'Sato')
    ask = async (limit) => {
      const { stdout } = await run('python3', [PAGER, `${url}/taxii2/`, token, String(limit)])
      return JSON.parse(stdout)
    }
  })
  after(async () => {
    await app?.close()
    await database?.destroy()
    await directory?.[Symbol.asyncDispose]()
  })

  it('is told that there is nothing, and refused what is no question', async () => {
    const { ids, after: behind, limitZero, wrongAccept } = await ask(10)
    assert.deepEqual([ids, behind, limitZero, wrongAccept], [[], {}, 400, 406])
  })

  it('pages through everything, once, in any size of page, and keeps what was taken back as revoked', async () => {
    const warnings = Array.from({ length: 23 }, () => world.fresh())
    await world.take('isp', ...warnings)
    const [withdrawn] = warnings
    await world.take('isp', { ...withdrawn!, version: 2, status: 'retracted' })
    for (const limit of [1, 5, 23, 1000]) {
      const { ids, revoked, dates, after: behind } = await ask(limit)
      assert.deepEqual([ids.length, new Set(ids).size, revoked.length], [23, 23, 1])
      // A page that begins behind the last date must miss nothing: no two dates are the same.
      assert.deepEqual([dates.length, new Set(dates).size, dates], [23, 23, dates.toSorted()])
      assert.ok(dates.every((date) => /\.\d{6}Z$/.test(date)))
      assert.deepEqual(behind, {})
    }
  })
})
