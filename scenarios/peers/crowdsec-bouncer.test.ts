import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import pino from 'pino'
import { type Database, openDatabase } from '../../src/db/database.ts'
import { createHubServer } from '../../src/gate/hub/http/server.ts'
import { HubWorld, joined, ROOT_TEXT } from '../../src/gate/hub/hub.fixture.ts'
import type { Hub } from '../../src/gate/hub/hub.ts'
import { HUB_MIGRATIONS } from '../../src/gate/hub/migrations/index.ts'
import { warningOn } from '../../src/gate/warning/warning.fixture.ts'
import { warningIdOf } from '../../src/gate/warning/warning-id.ts'
import { CustomBouncer } from '../../tools/testing/custom-bouncer.ts'
import { temporaryDirectory } from '../../tools/testing/noroshi-process.ts'
import { until } from '../../tools/testing/until.ts'

/** Debian's crowdsec-custom-bouncer reads the hub's stream: a client that nobody here wrote. */
let directory: Awaited<ReturnType<typeof temporaryDirectory>>
let database: Database
let hub: Hub
let app: FastifyInstance
let bouncer: CustomBouncer
const world = new HubWorld()

const isTold = (act: 'add' | 'del', { address }: { readonly address: string }): boolean =>
  bouncer.said.some((line) => line.startsWith(`${act} ${address} `))

before(async () => {
  directory = await temporaryDirectory()
  database = await openDatabase({ directory: join(directory.path, 'database') }, HUB_MIGRATIONS)
  hub = await world.open(database)
  const { clock } = world
  app = await createHubServer({
    hub,
    clock,
    logger: pino({ level: 'silent' }),
    roots: [ROOT_TEXT],
    tls: null,
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  await joined(hub, 'isp')
  const token = await hub.tokens.make('isp', 'crowdsec', 30, 'Sato')
  bouncer = new CustomBouncer(directory.path, `${url}/`, token)
})
after(async () => {
  await bouncer?.[Symbol.asyncDispose]()
  await app?.close()
  await database?.destroy()
  await directory[Symbol.asyncDispose]()
})

it('adds what is warned of, deletes what is withdrawn, and frees no address that another warning holds', async () => {
  const one = world.fresh()
  const another = warningOn(one.address, { ...one, id: '', port: 23 })
  const onOtherPort = { ...another, id: warningIdOf(another) }
  const other = world.fresh()
  await world.take('isp', one, onOtherPort, other)
  await until(() => [one, other].every((warning) => isTold('add', warning)))
  await world.take('isp', { ...one, version: 2, status: 'retracted' })
  await world.take('isp', { ...other, version: 2, status: 'released' })
  await until(() => isTold('del', other))
  assert.ok(!isTold('del', one), 'its other port is still warned of')
  await world.take('isp', { ...onOtherPort, version: 2, status: 'retracted' })
  await until(() => isTold('del', one))
})
