/**
 * Segments that cannot be stored are set aside and visible, while the others go on. (A bit that flips
 * within a value leaves a valid block: that is for the disk and its file system to prevent.)
 */
import assert from 'node:assert/strict'
import { mkdir, open, readdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { ManualClock } from '../src/core/clock.ts'
import { Spool } from '../src/flows/spool/spool.ts'
import { openChdb } from '../src/flows/store/chdb.ts'
import { FlowBatch, writeUint64 } from '../src/flows/wire/flow-batch.ts'
import { FlowSender } from '../tools/testing/flow-sender.ts'
import { noroshi, ServiceProcess, temporaryDirectory } from '../tools/testing/noroshi-process.ts'
import { until } from '../tools/testing/until.ts'

const RECORDS = 500
const GOOD_SEGMENTS = 3
const WITHIN_SECONDS = 90

type Health = {
  readonly checks: readonly {
    readonly name: string
    readonly status: string
    readonly detail: { readonly en: string }
  }[]
}

test('a cut, a damaged and a foreign segment are set aside; every other record is stored once', async (context) => {
  await using directory = await temporaryDirectory()
  const spoolDirectory = join(directory.path, 'spool')
  await mkdir(spoolDirectory)
  const paths = await writeSegments(spoolDirectory, GOOD_SEGMENTS + 2)
  await truncate(paths[0]!, 5_000)
  await flipBit(paths[1]!, 8)
  const foreign = join(spoolDirectory, '00000000000001-notes.native')
  await writeFile(foreign, 'somebody left a note here\n')

  await using service = await ServiceProcess.start(directory.path)
  using sender = new FlowSender(service.collectorPort, Date.now())
  // A segment is given up only where others succeed, so something has to go on.
  await until(async () => {
    await sender.send(10, Date.now())
    return (await service.metric('noroshi_segments_set_aside_total')) === 3
  }, WITHIN_SECONDS)
  await until(async () => (await service.metric('noroshi_segment_records_total')) === sender.sent)
  await until(async () => (await service.metric('noroshi_spool_waiting_octets')) === 0)

  const refused = await readdir(join(spoolDirectory, 'refused'))
  assert.equal(refused.filter((name) => name.endsWith('.native')).length, 3)
  const { checks } = await service.api<Health>('/api/v1/health')
  const store = checks.find(({ name }) => name === 'store')
  assert.equal(store?.status, 'degraded')
  assert.match(store?.detail.en ?? '', /3 segments were set aside/)
  const doctor = await noroshi('doctor', '--data', directory.path, '--json')
  assert.match(doctor.stdout, /3 segments that the store refused lie in spool\/refused/)
  assert.equal(await service.kill('SIGTERM'), 0, service.log)

  const engine = await openChdb(join(directory.path, 'flows'))
  const rows = await engine.rows(
    `SELECT countIf(src_port = 40000) AS sent, countIf(src_port = 1) AS kept,
       uniqExact(octets, src_port) AS distinct FROM flows`,
  )
  await engine.close()
  const kept = GOOD_SEGMENTS * RECORDS
  assert.deepEqual(rows, [{ sent: sender.sent, kept, distinct: sender.sent + kept }])
  context.diagnostic(JSON.stringify({ received: sender.sent, kept, setAside: 2 * RECORDS }))
})

/** Segments of numbered records, acknowledged by a writer that is gone. */
async function writeSegments(directory: string, count: number): Promise<string[]> {
  const clock = new ManualClock(Date.now() - 60_000)
  const spool = await Spool.open({ directory, writerId: 'gone', clock })
  const batch = new FlowBatch(RECORDS)
  const paths: string[] = []
  for (let segment = 0; segment < count; segment++) {
    batch.length = RECORDS
    for (let row = 0; row < RECORDS; row++) {
      batch.receivedAt[row] = Math.floor(clock.nowMs() / 1000)
      writeUint64(batch.startAt, row, clock.nowMs())
      writeUint64(batch.octets, row, segment * RECORDS + row + 1)
      batch.srcPort[row] = 1
      batch.samplingInterval[row] = 1
    }
    paths.push((await spool.write(batch)).path)
  }
  return paths
}

async function flipBit(path: string, at: number): Promise<void> {
  const file = await open(path, 'r+')
  const octet = Buffer.alloc(1)
  await file.read(octet, 0, 1, at)
  octet[0] = octet[0]! ^ 0x10
  await file.write(octet, 0, 1, at)
  await file.close()
}
