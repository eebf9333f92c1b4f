import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { ManualClock } from '../../../core/clock.ts'
import type { FlowAccess } from '../../../core/flow-access.ts'
import { FLOW_COLUMN_NAMES } from '../../wire/flow-batch.ts'
import { AuditLog, verifyAudit } from '../audit-log.ts'
import { StoreError } from '../errors.ts'
import type { FlowEngine } from '../flow-engine.ts'
import { FlowStore } from '../flow-store.ts'
import { FoldLedger } from '../fold-ledger.ts'
import { heldTable } from '../schema.ts'
import { writeSegments } from './segment-writer.ts'

const ACCESS: FlowAccess = { purpose: 'service-operation', actor: 'test', reason: 'store suite' }
const DAY_1 = Date.UTC(2026, 0, 1) / 1000

/** What a flow store promises, whichever engine is under it. `open` answers one with empty tables. */
export function storeSuite(name: string, open: () => Promise<FlowEngine>): void {
  describe(`the flow store on ${name}`, () => {
    let directory: string
    let segments: ReadonlyMap<string, string>
    let engine: FlowEngine
    let audit: AuditLog
    let store: FlowStore

    before(async () => {
      directory = await mkdtemp(join(tmpdir(), 'noroshi-store-'))
      segments = await writeSegments(directory, [
        { name: 'a-1', receivedAt: DAY_1, records: 1000 },
        { name: 'a-2', receivedAt: DAY_1, records: 1000 },
        { name: 'a-3', receivedAt: DAY_1, records: 1000 },
        { name: 'a-4', receivedAt: DAY_1 + 86400, records: 10 },
        { name: 'a-5', receivedAt: DAY_1 + 2 * 86400, records: 5 },
        { name: 'a-6', receivedAt: DAY_1 + 2 * 86400, records: 7 },
        ...['a-7', 'a-8', 'a-9'].map((name) => ({ name, receivedAt: DAY_1, records: 400 })),
      ])
      engine = await open()
      audit = await AuditLog.open(join(directory, 'audit'), new ManualClock(DAY_1 * 1000))
      store = await FlowStore.open(engine, audit)
    })

    after(async () => {
      await engine.close()
      await audit.close()
      await rm(directory, { recursive: true })
    })

    async function count(): Promise<number> {
      const [row] = await store.query<{ n: number }>(ACCESS, 'SELECT count() AS n FROM flows')
      return row!.n
    }

    test('a segment is stored once, however often it is loaded, and so is its volume', async () => {
      const path = segments.get('a-1')!
      for (let i = 0; i < 3; i++) await store.load([path], 'a-1')
      assert.equal(await count(), 1000)
      const traffic = await store.traffic(
        { startMs: DAY_1 * 1000, endMs: (DAY_1 + 86400) * 1000 },
        3600,
      )
      assert.deepEqual(traffic, [
        { exporter: '192.0.2.1', at: DAY_1, flows: 1000, packets: 20000, octets: 20000 },
      ])
    })

    test('two segments with the same content are both stored', async () => {
      const path = segments.get('a-2')!
      await store.load([path], 'a-2')
      assert.equal(await count(), 2000)
    })

    test('segments stored together are stored once, however often they are loaded', async () => {
      const together = ['a-7', 'a-8', 'a-9'].map((segment) => segments.get(segment)!)
      const before = await count()
      await store.load(together, 'a-7-3')
      assert.equal(await count(), before + 3 * 400)
      await store.load(together, 'a-7-3')
      assert.equal(await count(), before + 3 * 400)
    })

    test('where one of several is no segment, none of them is stored', async () => {
      const before = await count()
      const paths = [segments.get('a-9')!, join(directory, 'none.native')]
      await writeFile(paths[1]!, 'no segment')
      await assert.rejects(store.load(paths, 'a-9-2'), { code: 'SEGMENT_INVALID' })
      assert.equal(await count(), before)
    })

    test('a segment cut short is refused whole', async () => {
      const path = segments.get('a-3')!
      await truncate(path, 5000)
      await assert.rejects(store.load([path], 'a-3'), { code: 'SEGMENT_INVALID' })
      assert.equal(await count(), 3200)
    })

    test('a name that could leave its quotes is refused before it reaches the engine', async () => {
      await assert.rejects(store.load(['/x.native'], `a'b`), { code: 'SEGMENT_INVALID' })
    })

    test('nobody reads flows without saying why', async () => {
      for (const missing of ['purpose', 'actor', 'reason'])
        await assert.rejects(store.query({ ...ACCESS, [missing]: '' }, 'SELECT 1'), {
          code: 'ACCESS_UNSTATED',
        })
    })

    test('a day past its retention is dropped whole, with a deletion record', async () => {
      const path = segments.get('a-4')!
      await store.load([path], 'a-4')
      const access: FlowAccess = { ...ACCESS, purpose: 'data-retention' }
      assert.deepEqual(await store.dropBefore('flows', '20260102', access), ['20260101'])
      assert.equal(await count(), 10)
      const text = await readFile(join(directory, 'audit', 'audit.jsonl'), 'utf8')
      assert.match(text, /"kind":"deletion".*flows: day 20260101, 3200 records, begun/)
      assert.match(text, /"kind":"deletion".*flows: day 20260101, 3200 records, deleted/)
    })

    test('a record is folded once, with a look in the audit, and its roll-ups go with its day', async () => {
      const folded: number[] = []
      const fold = () =>
        store.foldPending(ACCESS, 'rules', async (job) => {
          folded.push(job.range.records)
          await job.onShards(
            `INSERT INTO ${job.held('known_services')} (received_on, run, hour, address, port, protocol)
             SELECT DISTINCT toDate(received_at), {run:UInt32}, 0, src_address, 1, 6
             FROM ${job.held('flows')} WHERE fold >= {first:UInt32} AND fold <= {last:UInt32}`,
            { run: job.run, first: job.range.first, last: job.range.last },
          )
        })
      await fold()
      assert.deepEqual(folded, [10])
      for (let i = 0; i < 2; i++) await store.load([segments.get('a-4')!], 'a-4')
      await fold()
      assert.deepEqual(folded, [10], 'a repeated segment stays in the fold where it landed')
      await store.load([segments.get('a-5')!], 'a-5')
      const again = await Promise.all([fold(), fold()])
      assert.deepEqual(
        [folded, again.map(({ records }) => records)],
        [
          [10, 5],
          [5, 0],
        ],
      )
      const text = await readFile(join(directory, 'audit', 'audit.jsonl'), 'utf8')
      assert.match(text, /"kind":"look".*roll-up of folds \d+ to \d+, 5 records/)
      const rows = () =>
        engine.rows('SELECT DISTINCT toString(received_on) AS day FROM known_services')
      assert.equal((await rows()).length, 2)
      await store.dropBefore('flows', '20260103', { ...ACCESS, purpose: 'data-retention' })
      assert.deepEqual(await rows(), [{ day: '2026-01-03' }])
      assert.match(
        await readFile(join(directory, 'audit', 'audit.jsonl'), 'utf8'),
        /"kind":"deletion".*known_services: day 20260102/,
      )
    })

    test('an insert whose fate is unknown keeps its fold open until it has been repeated', async () => {
      const ledger = await FoldLedger.open(engine)
      const fold = ledger.openFold
      const lost = new StoreError('ENGINE_UNREACHABLE', 'the answer was lost')
      const segment = { name: 'a-6', records: 7 }
      const stored = (number: number) =>
        engine.insertNative({
          table: 'flows',
          columns: FLOW_COLUMN_NAMES,
          paths: [segments.get('a-6')!],
          token: 'a-6',
          fold: number,
        })
      await assert.rejects(
        ledger.insert(segment, async (number) => {
          await stored(number)
          throw lost
        }),
        { code: 'ENGINE_UNREACHABLE' },
      )
      await ledger.close()
      assert.equal(ledger.openFold, fold)
      await ledger.insert(segment, stored)
      await ledger.close()
      assert.equal(ledger.openFold, fold + 1)
      assert.equal(
        (await FoldLedger.open(engine)).openFold,
        fold + 1,
        'the next process goes on there',
      )
      const [range] = await ledger.pending('rules')
      assert.deepEqual(range, { first: fold, last: fold, records: 7 })
    })

    test('a fold with as many records as memory holds closes by itself', async () => {
      const ledger = await FoldLedger.open(engine)
      const fold = ledger.openFold
      const insert = (records: number) =>
        ledger.insert({ name: `part-${records}`, records }, (number) =>
          engine.run(
            `INSERT INTO flows (received_at, fold) SELECT 1767225600, ${number} FROM numbers(3)`,
          ),
        )
      await insert(3_000_000)
      assert.equal(ledger.openFold, fold)
      await insert(1_000_000)
      assert.equal(ledger.openFold, fold + 1)
    })

    test('roll-ups of another layout are made anew, and what an earlier version or a dead process left is gone', async () => {
      const past = engine.cluster === undefined ? 'client_hours' : 'client_hours_local'
      const held = heldTable(engine, 'pair_hours')
      const made = '(run UInt32, port UInt16) ENGINE = MergeTree ORDER BY port'
      await engine.runOnEach(`DROP TABLE ${held} SYNC`)
      await engine.runOnEach(`CREATE TABLE ${held} ${made}`)
      await engine.runOnEach(`CREATE TABLE ${past} ${made}`)
      await engine.run(`CREATE TABLE scratch_pairs ${made}`)
      for (const table of [held, past])
        await engine.runOnShards(`INSERT INTO ${table} VALUES (1, 443)`)
      const shards = engine.cluster === undefined ? 1 : 2
      for (const rows of [0, shards]) {
        await FlowStore.open(engine, audit)
        const tables = await engine.rows<{ name: string }>(
          'SELECT name FROM system.tables WHERE database = currentDatabase()',
        )
        assert.ok(!tables.some(({ name }) => name === past || name.startsWith('scratch_')))
        assert.deepEqual(await engine.rows('SELECT toUInt32(count()) AS rows FROM pair_hours'), [
          { rows },
        ])
        await engine.runOnShards(`INSERT INTO ${held} (run, up_octets) VALUES (1, 77)`)
      }
    })

    test('every look is in the audit, and a changed line breaks the chain', async () => {
      const place = join(directory, 'audit')
      const verdict = await verifyAudit(place)
      assert.equal(verdict.brokenAt, undefined)
      assert.ok(verdict.entryCount >= 5)

      const path = join(place, 'audit.jsonl')
      const honest = await readFile(path, 'utf8')
      await writeFile(path, honest.replace('"actor":"test"', '"actor":"nobody"'))
      assert.deepEqual((await verifyAudit(place)).brokenAt, {
        line: 1,
        why: 'its content does not match its hash',
      })
      await writeFile(path, honest.split('\n').toSpliced(1, 1).join('\n'))
      assert.equal((await verifyAudit(place)).brokenAt?.line, 2)
      await writeFile(path, honest)
    })

    test('an engine error names the engine and keeps its cause', async () => {
      await assert.rejects(
        store.query(ACCESS, 'SELECT nothing FROM nowhere'),
        (error: StoreError) => {
          assert.equal(error.code, 'ENGINE_FAILED')
          assert.ok(error.cause)
          return true
        },
      )
    })
  })
}
