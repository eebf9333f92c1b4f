import assert from 'node:assert/strict'
import { test } from 'node:test'
import { INGEST_ERRORS } from './errors.ts'
import { ingestFile } from './ingest-file.ts'
import type { IngestProgress } from './ingest-options.ts'
import { CANONICAL_COLUMNS } from './table/canonical-row.ts'
import { noEngine, RECEIVED_AT_MS, withFile } from './testing/ingest-content.ts'

const ROW = '1676851429.9,0.1,tcp,192.0.2.1,35207,198.51.100.9,443,SF,2,3,172,460\n'
const OPTIONS = { format: 'csv', receivedAtMs: RECEIVED_AT_MS, engine: noEngine } as const

test('progress grows to the size of the file, and memory does not grow with it', async () => {
  const rowCount = 200_000
  const content = `${CANONICAL_COLUMNS.join(',')}\n${ROW.repeat(rowCount)}`
  const steps: IngestProgress[] = []
  const sizes: number[] = []
  await withFile('flows.csv', content, (path) =>
    ingestFile(
      path,
      OPTIONS,
      async (batch) => {
        sizes.push(batch.length)
      },
      (progress) => steps.push(progress),
    ),
  )
  assert.deepEqual(sizes, [131_072, rowCount - 131_072])
  const last = steps.at(-1)!
  assert.deepEqual(last, {
    bytesRead: content.length,
    bytesTotal: content.length,
    records: rowCount,
    skipped: 0,
  })
  assert.ok(steps.length > 10)
  for (const [index, step] of steps.slice(1).entries()) {
    assert.ok(step.bytesRead >= steps[index]!.bytesRead && step.records >= steps[index]!.records)
    // No more than two chunks of the stream and one of ours are between reading and recording.
    assert.ok(step.bytesRead - step.records * ROW.length <= 4 * 256 * 1024)
  }
})

test('nothing is read on while a batch is being delivered, and its failure ends the reading', async () => {
  const content = `${CANONICAL_COLUMNS.join(',')}\n${ROW.repeat(100)}`
  let delivering = 0
  let deliveredCount = 0
  const run = withFile('flows.csv', content, (path) =>
    ingestFile(
      path,
      { ...OPTIONS, batchRowCount: 10 },
      async () => {
        assert.equal(++delivering, 1)
        await new Promise((resolve) => setImmediate(resolve))
        delivering--
        if (++deliveredCount === 3) throw new Error('the disk is full')
      },
      () => {},
    ),
  )
  await assert.rejects(run, { message: 'the disk is full' })
  assert.equal(deliveredCount, 3)
})

test('a file without rows has no first and no last time', async () => {
  const result = await withFile('flows.csv', `${CANONICAL_COLUMNS.join(',')}\n`, (path) =>
    ingestFile(
      path,
      OPTIONS,
      async () => assert.fail(),
      () => {},
    ),
  )
  assert.deepEqual(result, { records: 0, skipped: {}, firstStartMs: null, lastStartMs: null })
})

test('every code has a text in both languages', () => {
  for (const [code, { en, ja }] of Object.entries(INGEST_ERRORS)) {
    assert.match(code, /^[A-Z0-9_]+$/)
    assert.ok(/[a-z]/.test(en) && /[ぁ-んァ-ヶ一-龠]/.test(ja), code)
  }
})
