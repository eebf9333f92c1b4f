/** A purge that fails in the middle: what the audit says of a day is true whatever happened to it. */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, describe, test } from 'node:test'
import { ManualClock } from '../../core/clock.ts'
import type { FlowAccess } from '../../core/flow-access.ts'
import { AuditLog, verifyAudit } from './audit-log.ts'
import { openChdb } from './chdb.ts'
import { deletionSubject, OpenDeletions } from './deletion-record.ts'
import { StoreError } from './errors.ts'
import type { FlowEngine } from './flow-engine.ts'
import { FlowStore } from './flow-store.ts'
import { writeSegments } from './testing/segment-writer.ts'

const ACCESS: FlowAccess = {
  purpose: 'data-retention',
  actor: 'schedule',
  reason: 'kept for 7 days',
}
const DAY_1 = Date.UTC(2026, 0, 1) / 1000
const CUT = '20260103'

type Failure = 'none' | 'before' | 'after'

describe('a purge that fails in the middle', () => {
  let directory: string
  let segments: ReadonlyMap<string, string>
  let engine: FlowEngine
  /** Where the next drop of a day of flows breaks off. */
  let failure: Failure = 'none'
  let round = 0

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'noroshi-deletion-'))
    segments = await writeSegments(directory, [
      { name: 'day-1', receivedAt: DAY_1, records: 100 },
      { name: 'day-2', receivedAt: DAY_1 + 86400, records: 200 },
      { name: 'day-3', receivedAt: DAY_1 + 2 * 86400, records: 300 },
    ])
    const chdb = await openChdb()
    // Every day is larger than what the engine drops without being told to; by default that is 50 GB.
    await chdb.run('SET max_partition_size_to_drop = 1')
    engine = {
      ...chdb,
      run: (...args) => chdb.run(...args),
      rows: (...args) => chdb.rows(...args),
      insertNative: (...args) => chdb.insertNative(...args),
      async runOnEach(sql) {
        const isDrop = sql.includes('DROP PARTITION') && sql.includes('flows')
        if (isDrop && failure === 'before') throw new StoreError('ENGINE_FAILED', 'refused')
        await chdb.runOnEach(sql)
        if (isDrop && failure === 'after') throw new StoreError('ENGINE_UNREACHABLE', 'no answer')
      },
      close: () => chdb.close(),
    }
  })
  after(async () => {
    await engine.close()
    await rm(directory, { recursive: true })
  })

  beforeEach(async () => {
    failure = 'none'
    round += 1
  })

  test('a day that stayed is told as not deleted by the next purge, which then deletes it', async () => {
    const { store, subjects } = await opened()
    failure = 'before'
    await assert.rejects(store.dropBefore('flows', CUT, ACCESS), { code: 'ENGINE_FAILED' })
    assert.deepEqual(await subjects(), ['flows: day 20260101, 100 records, begun'])

    failure = 'none'
    assert.deepEqual(await store.dropBefore('flows', CUT, ACCESS), ['20260101', '20260102'])
    assert.deepEqual(await subjects(), [
      'flows: day 20260101, 100 records, begun',
      'flows: day 20260101, 100 records, not deleted',
      'flows: day 20260101, 100 records, begun',
      'flows: day 20260101, 100 records, deleted',
      'flows: day 20260102, 200 records, begun',
      'flows: day 20260102, 200 records, deleted',
    ])
    assert.deepEqual(await heldRecords(), [{ records: 300 }])
  })

  test('a day that went without an answer is told as deleted, by another process even', async () => {
    const first = await opened()
    failure = 'after'
    await assert.rejects(first.store.dropBefore('flows', CUT, ACCESS))
    assert.deepEqual(await first.subjects(), ['flows: day 20260101, 100 records, begun'])
    await first.audit.close()
    assert.equal((await verifyAudit(auditPlace())).unsettledDeletions, 1)

    failure = 'none'
    const second = await opened(false)
    assert.deepEqual(await second.store.dropBefore('flows', CUT, ACCESS), ['20260102'])
    assert.deepEqual((await second.subjects()).slice(1, 3), [
      'flows: day 20260101, 100 records, deleted',
      'flows: day 20260102, 200 records, begun',
    ])
    const verdict = await verifyAudit(auditPlace())
    assert.deepEqual([verdict.brokenAt, verdict.unsettledDeletions], [undefined, 0])
  })

  test('a longer retention since then does not make a day that is held a deleted one', async () => {
    const { store, subjects } = await opened()
    failure = 'before'
    await assert.rejects(store.dropBefore('flows', CUT, ACCESS))
    failure = 'none'
    assert.deepEqual(await store.dropBefore('flows', '20260101', ACCESS), [])
    assert.deepEqual((await subjects()).at(-1), 'flows: day 20260101, 100 records, not deleted')
    assert.deepEqual(await heldRecords(), [{ records: 600 }])
  })

  test('two purges at the same time record each day once', async () => {
    const { store, subjects } = await opened()
    const both = [store.dropBefore('flows', CUT, ACCESS), store.dropBefore('flows', CUT, ACCESS)]
    assert.deepEqual(await Promise.all(both), [['20260101', '20260102'], []])
    assert.equal((await subjects()).length, 4)
  })

  test('where the audit cannot be written nothing is deleted', async () => {
    const { store, audit } = await opened()
    await audit.close()
    await assert.rejects(store.dropBefore('flows', CUT, ACCESS), { code: 'AUDIT_UNWRITABLE' })
    assert.deepEqual(await heldRecords(), [{ records: 600 }])
  })

  const auditPlace = (): string => join(directory, `audit-${round}`)

  /** Three days, and an audit that is new unless it is to be gone on with. */
  async function opened(isNew = true) {
    const audit = await AuditLog.open(auditPlace(), new ManualClock(DAY_1 * 1000))
    const store = await FlowStore.open(engine, audit)
    if (isNew) {
      await engine.run('TRUNCATE TABLE flows')
      for (const [name, path] of segments) await store.load([path], `${name}-${round}`)
    }
    return { store, audit, subjects }
  }

  async function subjects(): Promise<string[]> {
    const text = await readFile(join(auditPlace(), 'audit.jsonl'), 'utf8')
    const entries = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    return entries
      .filter(({ kind, subject }) => kind === 'deletion' && subject.startsWith('flows:'))
      .map(({ subject }) => subject)
  }

  function heldRecords(): Promise<{ records: number }[]> {
    return engine.rows('SELECT count() AS records FROM flows')
  }
})

test('an outcome closes the deletion of its table and day, and nothing else is taken for one', () => {
  const open = new OpenDeletions()
  const note = (subject: string): void => open.note({ kind: 'deletion', subject })
  const day = { table: 'flows', day: '20260101', records: 5 }
  note(deletionSubject(day, 'begun'))
  note(deletionSubject({ ...day, table: 'traffic' }, 'begun'))
  note('flows: day 20251231, 9 records')
  open.note({ kind: 'look', subject: deletionSubject({ ...day, day: '20260102' }, 'begun') })
  assert.deepEqual(open.of('flows'), [day])
  note(deletionSubject(day, 'not deleted'))
  assert.deepEqual(open.all, [{ ...day, table: 'traffic' }])
})
