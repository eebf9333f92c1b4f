import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openServer } from '../../src/flows/store/server.ts'
import { startClickhouse } from '../../tools/testing/clickhouse-server.ts'
import { FlowSender } from '../../tools/testing/flow-sender.ts'
import { ServiceProcess, temporaryDirectory } from '../../tools/testing/noroshi-process.ts'
import { until } from '../../tools/testing/until.ts'

const RECORDS = 5_000

test('a service whose server is away collects all the same, and stores once it is there', async () => {
  await using directory = await temporaryDirectory()
  await using servers = await startClickhouse(1)
  const [server] = servers.nodes as [(typeof servers.nodes)[0]]
  const engine = openServer({ url: server.url, database: 'noroshi' })
  await using _engine = { [Symbol.asyncDispose]: () => engine.close() }

  await server.kill()
  await using service = await ServiceProcess.start(directory.path, { store: { url: server.url } })
  using sender = new FlowSender(service.collectorPort, Date.now())
  await sender.send(RECORDS, Date.now())
  await until(async () => (await service.metric('noroshi_segment_records_total')) === RECORDS)
  await until(() => service.log.includes('ENGINE_UNREACHABLE'))

  await server.start()
  // The roll-up is filled a moment after the flows, within the same insert.
  const volume = async (): Promise<number> => {
    const rows = await engine
      .rows<{ n: number }>('SELECT sum(flows) AS n FROM traffic')
      .catch(() => [])
    return rows[0]?.n ?? 0
  }
  await until(async () => (await volume()) === RECORDS, 60)
  const [stored] = await engine.rows(
    'SELECT count() AS records, uniqExact(octets) AS distinct FROM flows',
  )
  assert.deepEqual(stored, { records: RECORDS, distinct: RECORDS })
})
