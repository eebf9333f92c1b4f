import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { ManualClock } from '../../core/clock.ts'
import { AuditLog } from './audit-log.ts'
import { openChdb } from './chdb.ts'
import { type ExporterHourEntry, exporterHoursBlock, lossRatio } from './exporter-hours.ts'
import { FlowStore } from './flow-store.ts'

const HOUR = 1_700_000_000 - (1_700_000_000 % 3600)
const IPV4 = '00000000000000000000ffffc0000201'
const IPV6 = '20010db8000000000000000000000001'
const NOTHING = {
  datagrams: 0,
  records: 0,
  stored: 0,
  receivedRecords: 0,
  missingRecords: 0,
  receivedDatagrams: 0,
  missingDatagrams: 0,
  corrected: 0,
  clamped: 0,
  refused: {},
}

test('counts are added up by exporter and hour, once for each segment', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'noroshi-hours-'))
  await using stack = new AsyncDisposableStack()
  stack.defer(() => rm(directory, { recursive: true }))
  const engine = await openChdb()
  stack.defer(() => engine.close())
  const audit = await AuditLog.open(join(directory, 'audit'), new ManualClock(HOUR * 1000))
  stack.defer(() => audit.close())
  const store = await FlowStore.open(engine, audit)
  const path = join(directory, 'a.hours')
  const add = async (name: string, ...entries: ExporterHourEntry[]): Promise<void> => {
    await writeFile(path, exporterHoursBlock(entries))
    await store.count(path, name)
  }
  for (let i = 0; i < 3; i++) await add('s-1', [HOUR, IPV4, 'stored', '', 2 ** 33])
  await add(
    's-2',
    [HOUR, IPV4, 'stored', '', 5],
    [HOUR, IPV4, 'missing-records', '', 30],
    [HOUR, IPV4, 'refused', 'SPOOL_FULL', 7],
    [HOUR + 3600, IPV6, 'missing-datagrams', '', -4],
  )
  const hours = await store.exporterHours({ startMs: HOUR * 1000, endMs: (HOUR + 7200) * 1000 })
  assert.deepEqual(hours, [
    {
      ...NOTHING,
      exporter: '192.0.2.1',
      at: HOUR,
      stored: 2 ** 33 + 5,
      missingRecords: 30,
      refused: { SPOOL_FULL: 7 },
    },
    { ...NOTHING, exporter: '2001:db8::1', at: HOUR + 3600, missingDatagrams: -4 },
  ])
  const early = await store.exporterHours({ startMs: 0, endMs: HOUR * 1000 })
  assert.deepEqual(early, [])
})

test('loss is what is missing and what we dropped, each of its own unit; thinning is none', () => {
  assert.equal(lossRatio([]), 0)
  const missing = { ...NOTHING, receivedRecords: 90, missingRecords: 10, records: 90 }
  assert.ok(Math.abs(lossRatio([missing]) - 0.1) < 1e-9)
  const halved = lossRatio([{ ...missing, refused: { SPOOL_FULL: 45 } }])
  assert.ok(Math.abs(halved - 0.55) < 1e-9)
  const ofDatagrams = { ...NOTHING, receivedDatagrams: 3, missingDatagrams: 1, records: 300 }
  assert.equal(lossRatio([{ ...ofDatagrams, refused: { RATE_LIMITED: 1e6 } }]), 0.25)
  assert.equal(lossRatio([{ ...NOTHING, receivedRecords: 5, missingRecords: -2 }]), 0)
})
