/** A shard that dies while segments are loaded: the spool holds, nothing is lost, nothing is doubled. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { Loader } from '../../src/flows/collect/loader.ts'
import { listSegments, Spool } from '../../src/flows/spool/spool.ts'
import { AuditLog } from '../../src/flows/store/audit-log.ts'
import { FlowStore } from '../../src/flows/store/flow-store.ts'
import { openServer } from '../../src/flows/store/server.ts'
import { FlowBatch, writeUint64 } from '../../src/flows/wire/flow-batch.ts'
import { startClickhouse } from '../../tools/testing/clickhouse-server.ts'
import { temporaryDirectory } from '../../tools/testing/noroshi-process.ts'
import { until } from '../../tools/testing/until.ts'

const SEGMENT_COUNT = 60
const SEGMENT_ROWS = 20_000
const DEATH_COUNT = 3
const clock = { nowMs: () => Date.now() }

test('a shard killed three times while loading leaves every record stored exactly once', async () => {
  await using directory = await temporaryDirectory()
  await using servers = await startClickhouse(2, { pair: 2 })
  const [asked, dying] = servers.nodes as [(typeof servers.nodes)[0], (typeof servers.nodes)[0]]
  const engine = openServer({
    url: asked.url,
    database: 'noroshi',
    cluster: { name: 'pair', nodes: [asked.url, dying.url] },
  })
  await using _engine = { [Symbol.asyncDispose]: () => engine.close() }
  const audit = await AuditLog.open(join(directory.path, 'audit'), clock)
  await using _audit = { [Symbol.asyncDispose]: () => audit.close() }
  const spool = await Spool.open({
    directory: join(directory.path, 'spool'),
    writerId: 'w1',
    clock,
  })
  for (let i = 0; i < SEGMENT_COUNT; i++) await spool.write(batchOf(i * SEGMENT_ROWS))

  // The tables are made by the first segment when a shard was away at the start.
  await dying.kill()
  const store = await FlowStore.open(engine, audit)
  const codes: unknown[] = []
  const loader = new Loader({
    directory: spool.directory,
    clock,
    pollMs: 20,
    store,
    onFailure: ({ error }) => codes.push((error as { code?: string }).code),
  })
  await loader.start()
  try {
    await until(() => codes.length > 0)
    await dying.start()
    for (let death = 1; death < DEATH_COUNT; death++) {
      const before = (await loader.counts()).loaded
      await until(async () => (await loader.counts()).loaded > before)
      const failures = codes.length
      await dying.kill()
      await until(() => codes.length > failures)
      assert.ok((await listSegments(spool.directory)).length > 0, 'the spool holds')
      await dying.start()
    }
    await until(async () => (await loader.counts()).waiting === 0, 120)
  } finally {
    await loader.stop()
  }

  const { loaded, setAside } = await loader.counts()
  assert.deepEqual({ loaded, setAside }, { loaded: SEGMENT_COUNT, setAside: 0 })
  const [stored] = await engine.rows(
    `SELECT count() AS records, uniqExact(octets) AS distinct, uniqExact(_shard_num) AS shards,
            (SELECT sum(flows) FROM traffic) AS volume FROM flows`,
  )
  const all = SEGMENT_COUNT * SEGMENT_ROWS
  assert.deepEqual(stored, { records: all, distinct: all, shards: 2, volume: all })
  assert.deepEqual([...new Set(codes)], ['ENGINE_UNREACHABLE'])
})

/** Every record has its own number of octets, by which it is known again. */
function batchOf(first: number): FlowBatch {
  const batch = new FlowBatch(SEGMENT_ROWS)
  for (let row = 0; row < SEGMENT_ROWS; row++) {
    batch.receivedAt[row] = 1_767_225_600
    writeUint64(batch.startAt, row, 1_767_225_600_000 + row)
    batch.srcAddress.set([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 192, 0, 2, 1], 16 * row)
    batch.dstAddress.set(
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 198, 51, 100, row % 250],
      16 * row,
    )
    batch.srcPort[row] = 40_000
    batch.dstPort[row] = 443
    batch.protocol[row] = 6
    writeUint64(batch.packets, row, 1)
    writeUint64(batch.octets, row, first + row + 1)
    batch.samplingInterval[row] = 1
    batch.length += 1
  }
  return batch
}
