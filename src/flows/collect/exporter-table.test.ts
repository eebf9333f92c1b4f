import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePrefix } from '../../core/prefix.ts'
import { SeededRandom } from '../../core/random.ts'
import { BatchPool } from './batch-pool.ts'
import { DEFAULT_POLICY } from './exporter-policy.ts'
import { ExporterTable } from './exporter-table.ts'

const RULES = { general: DEFAULT_POLICY, exceptions: [], random: new SeededRandom(1) }

test('an address off the allow-list is a stranger: counted, without a ledger', () => {
  const table = new ExporterTable([parsePrefix('192.0.2.0/24')!], RULES)
  assert.ok(table.admit('192.0.2.7', 1))
  assert.equal(table.admit('198.51.100.1', 2), undefined)
  assert.equal(table.admit('198.51.100.1', 3), undefined)
  assert.deepEqual(table.strangers(), [{ address: '198.51.100.1', datagrams: 2, lastSeenMs: 3 }])
  assert.equal(table.counts().length, 1)
})

test('forged sources cannot grow the table: past its bound they share one line', () => {
  const table = new ExporterTable([], RULES)
  for (let i = 0; i < 100_000; i++) table.admit(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, i)
  const strangers = table.strangers()
  assert.ok(strangers.length <= 257)
  assert.equal(
    strangers.reduce((sum, stranger) => sum + stranger.datagrams, 0),
    100_000,
  )
})

test('a link-local exporter is admitted by its address without the zone', () => {
  assert.ok(new ExporterTable([parsePrefix('fe80::/10')!], RULES).admit('fe80::1%lo', 1))
})

test('when every batch waits for the disk, new records are dropped and counted', () => {
  const waiting: { length: number }[] = []
  const pool = new BatchPool(2, 10, (batch) => waiting.push(batch))
  const fill = (rows: number) => {
    for (let i = 0; i < rows; i++) {
      pool.batch().length += 1
      pool.endMessage()
    }
  }
  fill(35)
  assert.deepEqual(
    waiting.map((batch) => batch.length),
    [10, 10],
  )
  assert.equal(pool.droppedCount, 15)
  pool.release(waiting.shift() as never)
  fill(3)
  pool.flush()
  assert.deepEqual(
    waiting.map((batch) => batch.length),
    [10, 3],
  )
  assert.equal(pool.droppedCount, 15)
})
