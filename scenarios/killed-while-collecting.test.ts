import assert from 'node:assert/strict'
import { existsSync, watch } from 'node:fs'
import { link, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { openChdb } from '../src/flows/store/chdb.ts'
import type { FlowEngine } from '../src/flows/store/flow-engine.ts'
import { FlowSender } from '../tools/testing/flow-sender.ts'
import { ServiceProcess, temporaryDirectory } from '../tools/testing/noroshi-process.ts'
import { until } from '../tools/testing/until.ts'

/** `NOROSHI_KILLS=100` is the long run of the manual; the short one guards every commit. */
const KILL_COUNT = Number(process.env['NOROSHI_KILLS'] ?? 6)
const RECORDS_PER_LIFE = 60_000
const NETFLOW9 = '127.0.0.9'
const IPFIX = '127.0.0.10'

test(`a service killed ${KILL_COUNT} times while collecting accounts for every record: stored, missing or dropped with a reason`, async (context) => {
  await using directory = await temporaryDirectory()
  const data = join(directory.path, 'data')
  const kept = join(directory.path, 'kept')
  await mkdir(join(data, 'spool'), { recursive: true })
  await mkdir(kept)
  const keeper = keepSegments(join(data, 'spool'), kept)

  await using service = await ServiceProcess.start(data)
  const sender = (from: string, protocol: 'netflow9' | 'ipfix') =>
    new FlowSender(service.collectorPort, Date.now(), {
      from,
      protocol,
      // Announced once and never again: what is not kept over a kill is not decoded.
      templateEveryDatagrams: 1e9,
    })
  using netflow9 = sender(NETFLOW9, 'netflow9')
  using ipfix = sender(IPFIX, 'ipfix')
  const senders = [netflow9, ipfix]
  for (const one of senders) await one.send(1000, Date.now())
  await until(() => existsSync(join(data, 'templates.json')))

  let acknowledged = 0
  for (let life = 0; life < KILL_COUNT; life++) {
    const areSending = Promise.all(senders.map((one) => sendFor(one, RECORDS_PER_LIFE / 2)))
    // Segments are written each second; lives are cut at moments spread over one and a half.
    await new Promise((resolve) => setTimeout(resolve, 1_000 + ((life * 370) % 1_500)))
    acknowledged += await service.metric('noroshi_segment_records_total')
    await service.kill('SIGKILL')
    await areSending
    await service.restart()
  }
  for (const one of senders) await one.send(1000, Date.now())
  await isStored(service, senders.length, data)
  await service.kill('SIGTERM')
  await keeper.stop()

  const engine = await openChdb(join(data, 'flows'))
  try {
    const [total] = await engine.rows<{ records: number; distinct: number; volume: number }>(
      'SELECT count() AS records, uniqExact(exporter, octets) AS distinct, (SELECT sum(flows) FROM traffic) AS volume FROM flows',
    )
    assert.ok(acknowledged > 0, 'the test must have seen acknowledged records')
    assert.ok(total!.records >= acknowledged, `${total!.records} stored, ${acknowledged} seen`)
    assert.equal(total!.distinct, total!.records, 'no record twice')
    assert.equal(total!.volume, total!.records, 'the roll-up counts each record once')

    const keptCount = (await readdir(kept)).length
    assert.ok(keptCount >= KILL_COUNT, `${keptCount} segments were kept for comparison`)
    const [gone] = await engine.rows<{ records: number }>(
      `SELECT count() AS records FROM file('${kept}/*.native', Native) WHERE (exporter, octets) NOT IN (SELECT exporter, octets FROM flows)`,
    )
    assert.equal(gone!.records, 0, 'no acknowledged record is gone')

    const ofIpfix = await accountOf(engine, IPFIX)
    const { received = 0, missing = 0, dropped = 0, stored = 0 } = ofIpfix
    assert.equal(stored, ofIpfix['held'], 'the account and the store hold the same')
    assert.equal(stored + missing + dropped, ipfix.sent, JSON.stringify(ofIpfix))
    // The sequence counts the options record of the announcement as well.
    assert.equal(received + missing, ipfix.sent + 1)

    const ofNetflow9 = await accountOf(engine, NETFLOW9)
    assert.equal(ofNetflow9['stored'], ofNetflow9['held'], 'so do they for NetFlow v9')
    assert.equal(
      ofNetflow9['receivedDatagrams']! + ofNetflow9['missingDatagrams']!,
      netflow9.datagramsSent,
      JSON.stringify(ofNetflow9),
    )
    context.diagnostic(
      `${KILL_COUNT} kills; IPFIX: ${ipfix.sent} sent = ${stored} stored + ${missing} missing + ${dropped} dropped; ` +
        `NetFlow v9: ${netflow9.datagramsSent} datagrams sent = ${ofNetflow9['receivedDatagrams']} in the account + ${ofNetflow9['missingDatagrams']} missing, ${ofNetflow9['stored']} records stored; ` +
        `${acknowledged} records seen acknowledged, ${keptCount} segments compared`,
    )
  } finally {
    await engine.close()
  }
})

/** Keeps a second name for every segment at the instant it is acknowledged. */
function keepSegments(spool: string, kept: string): { stop(): Promise<void> } {
  const links: Promise<void>[] = []
  // It must not keep a test alive that has failed.
  const watcher = watch(spool, { persistent: false }, (_event, name) => {
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

async function sendFor(sender: FlowSender, count: number): Promise<void> {
  for (let sent = 0; sent < count; sent += 1000) {
    await sender.send(1000, Date.now())
    await new Promise((resolve) => setTimeout(resolve, 40))
  }
}

/** Everything received is acknowledged, and everything acknowledged is in the store. */
async function isStored(service: ServiceProcess, senderCount: number, data: string): Promise<void> {
  await until(
    async () => (await service.metric('noroshi_segment_records_total')) >= 1000 * senderCount,
    60,
  )
  const isEmpty = async () =>
    (await readdir(join(data, 'spool'))).every((name) => !name.endsWith('.native'))
  await until(isEmpty, 120)
}

async function accountOf(engine: FlowEngine, exporter: string): Promise<Record<string, number>> {
  const rows = await engine.rows<{ name: string; amount: number }>(
    `SELECT transform(measure,
              ['received-records', 'missing-records', 'received-datagrams', 'missing-datagrams', 'refused'],
              ['received', 'missing', 'receivedDatagrams', 'missingDatagrams', 'dropped'], measure) AS name,
            sum(h.amount) AS amount
     FROM exporter_hours AS h WHERE exporter = toIPv6({exporter:String}) GROUP BY name`,
    { exporter },
  )
  const [held] = await engine.rows<{ records: number }>(
    'SELECT count() AS records FROM flows WHERE exporter = toIPv6({exporter:String})',
    { exporter },
  )
  return {
    ...Object.fromEntries(rows.map(({ name, amount }) => [name, amount])),
    held: held!.records,
  }
}
