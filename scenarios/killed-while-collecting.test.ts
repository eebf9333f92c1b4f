import assert from 'node:assert/strict'
import { watch } from 'node:fs'
import { link, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { openChdb } from '../src/flows/store/chdb.ts'
import { FlowSender } from '../tools/testing/flow-sender.ts'
import { ServiceProcess, temporaryDirectory } from '../tools/testing/noroshi-process.ts'
import { until } from '../tools/testing/until.ts'

const KILL_COUNT = 10
const RECORDS_PER_LIFE = 60_000

/** Keeps a second name for every segment at the instant it is acknowledged. */
function keepSegments(spool: string, kept: string): { stop(): Promise<void> } {
  const links: Promise<void>[] = []
  const watcher = watch(spool, (_event, name) => {
    // A segment already loaded and removed cannot be linked; the others are evidence enough.
    if (name?.endsWith('.native'))
      links.push(link(join(spool, name), join(kept, name)).catch(() => {}))
  })
  return {
    async stop() {
      watcher.close()
      await Promise.all(links)
    },
  }
}

test('a service killed ten times while collecting stores every acknowledged segment exactly once', async (context) => {
  await using directory = await temporaryDirectory()
  const data = join(directory.path, 'data')
  const kept = join(directory.path, 'kept')
  await mkdir(join(data, 'spool'), { recursive: true })
  await mkdir(kept)
  const keeper = keepSegments(join(data, 'spool'), kept)

  await using service = await ServiceProcess.start(data)
  using sender = new FlowSender(service.collectorPort, Date.now())
  let acknowledged = 0
  for (let life = 0; life < KILL_COUNT; life++) {
    const isSending = sendFor(sender, RECORDS_PER_LIFE)
    // Segments are written each second; every life is cut at another moment after the first one.
    await new Promise((resolve) => setTimeout(resolve, 1_100 + 100 * life))
    acknowledged += await service.metric('noroshi_segment_records_total')
    await service.kill('SIGKILL')
    await isSending
    await service.restart()
  }
  await until(async () =>
    (await readdir(join(data, 'spool'))).every((name) => !name.endsWith('.native')),
  )
  await service.kill('SIGTERM')
  await keeper.stop()

  const engine = await openChdb(join(data, 'flows'))
  try {
    const [stored] = await engine.rows<{ records: number; distinct: number; volume: number }>(
      'SELECT count() AS records, uniqExact(octets) AS distinct, (SELECT sum(flows) FROM traffic) AS volume FROM flows',
    )
    assert.ok(acknowledged > 0, 'the test must have seen acknowledged records')
    assert.ok(
      stored!.records >= acknowledged,
      `${stored!.records} stored, ${acknowledged} acknowledged`,
    )
    assert.equal(stored!.distinct, stored!.records, 'no record twice')
    assert.equal(stored!.volume, stored!.records, 'the roll-up counts each record once')

    const keptCount = (await readdir(kept)).length
    assert.ok(keptCount >= KILL_COUNT, `${keptCount} segments were kept for comparison`)
    const [missing] = await engine.rows<{ records: number }>(
      `SELECT count() AS records FROM file('${kept}/*.native', Native) WHERE octets NOT IN (SELECT octets FROM flows)`,
    )
    assert.equal(missing!.records, 0, 'no acknowledged record is missing')
    context.diagnostic(
      `${sender.sent} sent, ${acknowledged} seen acknowledged, ${stored!.records} stored, ${keptCount} segments compared`,
    )
  } finally {
    await engine.close()
  }
})

async function sendFor(sender: FlowSender, count: number): Promise<void> {
  for (let sent = 0; sent < count; sent += 1000) {
    await sender.send(1000, Date.now())
    await new Promise((resolve) => setTimeout(resolve, 40))
  }
}
