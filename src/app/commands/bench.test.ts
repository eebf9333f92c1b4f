import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import type { CollectBench } from '../bench/collect/collect-bench.ts'
import type { DetectBench } from '../bench/detect/detect-bench.ts'
import type { StoreBench } from '../bench/store/store-bench.ts'
import type { WireBench } from '../bench/wire/wire-bench.ts'

const MAIN = join(import.meta.dirname, '..', 'main.ts')
const home = await mkdtemp(join(tmpdir(), 'noroshi-bench-test-'))
after(() => rm(home, { recursive: true, force: true }))

async function bench<Result>(...words: string[]): Promise<Result> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    MAIN,
    'bench',
    ...words,
    '--json',
  ])
  return JSON.parse(stdout)
}

test('columns are decoded several times as fast as objects, and every protocol is told of', async () => {
  const result = await bench<WireBench>('wire', '--seconds', '1')
  // The bar is 20; a machine that runs other tests meanwhile must not fail this one.
  assert.ok(result.ratioToObjects > 3, `ratio ${result.ratioToObjects}`)
  assert.ok(result.recordsPerSecond > result.objectRecordsPerSecond)
  assert.deepEqual(Object.keys(result.byProtocol).sort(), [
    'ipfix',
    'netflow5',
    'netflow9',
    'sflow5',
  ])
})

for (const sockets of ['1', '2'])
  test(`what is sent to ${sockets} sockets is on disk or counted as lost`, async () => {
    const { run, ...result } = await bench<CollectBench>(
      ...['collect', '--rate', '20000', '--seconds', '1', '--flows', '2000'],
      ...['--sockets', sockets, '--data', home],
    )
    assert.ok(run.sentFlows > 0)
    assert.equal(run.receivedFlows + run.lostFlows, run.sentFlows)
    assert.equal(result.lossRatio, run.lostFlows / run.sentFlows)
    assert.equal(result.flowsPerSecond, run.flowsPerSecond)
    assert.ok(result.flowsPerCpuSecond > 0 && result.rssMaxMb > 0)
  })

test('what is sent becomes queryable or is counted as lost, and a dated report stays', async () => {
  const reports = join(home, 'reports')
  const result = await bench<StoreBench>(
    ...['store', '--rate', '20000', '--seconds', '1', '--flows', '20000'],
    ...['--data', home, '--report', reports],
  )
  const { sustained, statistics } = result
  assert.ok(sustained.visibleFlows > 0)
  assert.equal(sustained.visibleFlows, sustained.receivedFlows)
  assert.equal(sustained.visibleFlows + sustained.lostFlows, sustained.sentFlows)
  assert.ok(result.storedFlows >= 20_000)
  assert.ok(result.bytesPerFlow > 0 && result.bytesPerFlow < 110, `${result.bytesPerFlow} octets`)
  for (const { answers } of Object.values(statistics)) assert.equal(answers.length, 10)
  const names = (await readdir(reports)).sort()
  assert.match(names.join(' '), /^\d{8}-\d{4}-store\.json \d{8}-\d{4}-store\.txt$/)
  const report = JSON.parse(await readFile(join(reports, names[0]!), 'utf8'))
  assert.equal(report.bytesPerFlow, result.bytesPerFlow)
})

test('nothing stays behind', async () => {
  assert.deepEqual(
    (await readdir(home)).filter((name) => name.startsWith('noroshi-bench-')),
    [],
  )
})

test('what is folded and judged of an hour is told with its share of it', async () => {
  const result = await bench<DetectBench>(
    ...['detect', '--flows-per-second', '500', '--minutes', '1', '--data', home],
  )
  assert.ok(result.flows > 5_000 && result.candidatesScored > 0)
  assert.ok(result.endpoints >= result.candidatesScored)
  const share = result.foldSeconds / 60 + result.detectSeconds / 3600
  assert.ok(Math.abs(result.shareOfHour - share) < 1e-9)
  assert.ok(result.shareAsScheduled > result.shareOfHour)
})
