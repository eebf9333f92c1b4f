/** An engine that goes away in the middle of the day and comes back. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openServer } from '../../src/flows/store/server.ts'
import { startClickhouse } from '../../tools/testing/clickhouse-server.ts'
import { FlowSender } from '../../tools/testing/flow-sender.ts'
import { ServiceProcess, temporaryDirectory } from '../../tools/testing/noroshi-process.ts'
import { until } from '../../tools/testing/until.ts'

const RECORDS = 4_000
const WITHIN_SECONDS = 90

type Health = { readonly checks: readonly { readonly name: string; readonly status: string }[] }

test('while the server is gone the spool holds and health says so; back again it has each record once', async (context) => {
  await using directory = await temporaryDirectory()
  await using servers = await startClickhouse(1)
  const [server] = servers.nodes as [(typeof servers.nodes)[0]]
  const engine = openServer({ url: server.url, database: 'noroshi' })
  await using _engine = { [Symbol.asyncDispose]: () => engine.close() }
  await using service = await ServiceProcess.start(directory.path, { store: { url: server.url } })
  using sender = new FlowSender(service.collectorPort, Date.now())
  const isStoreWell = async (): Promise<boolean> => {
    const { checks } = await service.api<Health>('/api/v1/health')
    return checks.some(({ name, status }) => name === 'store' && status === 'ok')
  }
  const send = async (): Promise<void> => {
    await sender.send(RECORDS, Date.now())
    await until(async () => (await service.metric('noroshi_segment_records_total')) === sender.sent)
  }

  await send()
  await until(async () => (await service.metric('noroshi_spool_waiting_octets')) === 0)
  await server.kill()
  await send()
  await until(async () => !(await isStoreWell()), WITHIN_SECONDS)
  assert.ok((await service.metric('noroshi_spool_waiting_octets')) > 0)
  await server.start()
  await send()
  await until(
    async () => (await service.metric('noroshi_spool_waiting_octets')) === 0,
    WITHIN_SECONDS,
  )
  await until(isStoreWell, WITHIN_SECONDS)

  const [stored] = await engine.rows(
    'SELECT count() AS records, uniqExact(octets) AS distinct FROM flows',
  )
  assert.deepEqual(stored, { records: sender.sent, distinct: sender.sent })
  assert.equal(await service.metric('noroshi_dropped_records_total'), 0)
  context.diagnostic(JSON.stringify({ sent: sender.sent, stored, dropped: 0 }))
})
