import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { openServer } from '../../src/flows/store/server.ts'
import { activitySuite } from '../../src/flows/store/testing/activity-suite.ts'
import { cutSuite } from '../../src/flows/store/testing/cut-suite.ts'
import { parameterSuite } from '../../src/flows/store/testing/parameter-suite.ts'
import { storeSuite } from '../../src/flows/store/testing/store-suite.ts'
import { type ClickhouseServers, startClickhouse } from '../../tools/testing/clickhouse-server.ts'

let servers: ClickhouseServers
before(async () => {
  servers = await startClickhouse(1)
})
after(() => servers[Symbol.asyncDispose]())

/** One database for each suite that makes tables: it begins with empty ones. */
const open = (database: string) => async () => openServer({ url: servers.nodes[0]!.url, database })

storeSuite('one server', open('noroshi_store'))
parameterSuite('one server', open('default'))
activitySuite('one server', open('noroshi_activity'))
cutSuite('one server', open('noroshi_cut'))

/** What a client of ClickHouse's native protocol says first: its name and version, and where it belongs. */
const HELLO = Buffer.concat([
  Buffer.from([0, 4]),
  Buffer.from('test'),
  Buffer.from([24, 1, 0x80, 0xa9, 3]),
  ...['default', 'default', ''].map((text) =>
    Buffer.from(`${String.fromCharCode(text.length)}${text}`),
  ),
])

test('a node that another one hangs up on goes on: what these tests stand on is no shakier than a real server', async () => {
  const engine = await open('default')()
  const [row] = await engine.rows<{ port: number }>(
    `SELECT toUInt32(getServerPort('tcp_port')) AS port`,
  )
  for (let i = 0; i < 5; i++) {
    const socket = connect(row!.port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write(HELLO)
    await once(socket, 'data')
    socket.resetAndDestroy()
    await once(socket, 'close')
  }
  assert.deepEqual(await engine.rows('SELECT 1 AS one'), [{ one: 1 }])
  await engine.close()
})
