import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { ManualClock } from '../../core/clock.ts'
import { FLOW_COLUMN_NAMES } from '../wire/flow-batch.ts'
import { FLOW_COLUMNS } from '../wire/flow-columns.ts'
import { AuditLog } from './audit-log.ts'
import { openChdb } from './chdb.ts'
import { FlowStore } from './flow-store.ts'
import { writeSegments } from './testing/segment-writer.ts'

const RECEIVED_AT = Date.UTC(2026, 0, 1) / 1000
const ACCESS = { purpose: 'service-operation', actor: 'test', reason: 'migration' } as const

let directory: string
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'noroshi-migration-'))
})
after(() => rm(directory, { recursive: true }))

test('a directory from before there were folds opens, and its flows are folded once', async () => {
  const order = { name: 'old', receivedAt: RECEIVED_AT, records: 30 }
  const segments = await writeSegments(directory, [order, { ...order, name: 'new', records: 4 }])
  const place = join(directory, 'flows')
  {
    const engine = await openChdb(place)
    await engine.run(`CREATE TABLE flows (${FLOW_COLUMNS.map(({ name, type }) => `${name} ${type}`).join(', ')})
      ENGINE = MergeTree PARTITION BY toYYYYMMDD(received_at)
      ORDER BY (toStartOfHour(start_at), dst_address, dst_port, src_address)
      SETTINGS non_replicated_deduplication_window = 10000`)
    await engine.insertNative({
      table: 'flows',
      columns: FLOW_COLUMN_NAMES,
      paths: [segments.get('old')!],
      token: 'old',
    })
    await engine.close()
  }
  const audit = await AuditLog.open(join(directory, 'audit'), new ManualClock(0))
  for (const expected of [[30, 4], []]) {
    const engine = await openChdb(place)
    const store = await FlowStore.open(engine, audit)
    const folded: number[] = []
    const fold = () =>
      store.foldPending(ACCESS, 'rules', async ({ range }) => {
        folded.push(range.records)
      })
    await fold()
    await store.load([segments.get('new')!], 'new-1')
    await fold()
    assert.equal((await store.extent()).flowCount, 34)
    const [lying] = await engine.rows<{ buckets: string }>(
      'SELECT uniqExact(conversation_bucket) AS buckets FROM flows',
    )
    assert.ok(Number(lying!.buckets) > 1, 'its flows can be folded in passes')
    assert.deepEqual(folded, expected)
    await engine.close()
  }
  await audit.close()
})
