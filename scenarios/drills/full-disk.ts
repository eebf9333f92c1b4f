/**
 * What `full-disk.test.ts` runs where it may mount: a service whose spool, engine or audit has a disk of
 * its own, which fills up and is freed again. Prints the account of every record as JSON.
 */
import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { verifyAudit } from '../../src/flows/store/audit-log.ts'
import { openChdb } from '../../src/flows/store/chdb.ts'
import { FlowSender } from '../../tools/testing/flow-sender.ts'
import { SmallDisk } from '../../tools/testing/mount-namespace.ts'
import { noroshi, ServiceProcess, temporaryDirectory } from '../../tools/testing/noroshi-process.ts'
import { until } from '../../tools/testing/until.ts'

type Health = {
  readonly status: string
  readonly checks: readonly { readonly name: string; readonly status: string }[]
}

const RECORDS = 4_000
const WITHIN_SECONDS = 90
/** The smallest that each can begin with. */
const DISK_OCTETS = { spool: 8 << 20, flows: 96 << 20, audit: 64 << 10 } as const

const LINES_OF_A_PAGE_MAX = 20

type Place = keyof typeof DISK_OCTETS

const place = process.argv[2] as Place
await using directory = await temporaryDirectory()
const data = join(directory.path, 'data')
await mkdir(join(data, place), { recursive: true })
await using disk = SmallDisk.mount(join(data, place), DISK_OCTETS[place])
await using service = await ServiceProcess.start(data)
using sender = new FlowSender(service.collectorPort, Date.now())

await sendAll()
assert.equal(await degraded(), '')
// A segment that the loader removes after the disk is full would make room for the next.
await drained()
await disk.fill()
await (place === 'spool' ? fullSpool() : place === 'flows' ? fullEngine() : fullAudit())
await disk.release()
await recovered()
await sendAll()
await drained()
const dropped = await service.metric('noroshi_dropped_records_total')
assert.equal(await service.metric('noroshi_kernel_dropped_datagrams_total'), 0)
assert.equal(await reasonsSum(), dropped, 'each dropped record has its exporter and its reason')
assert.equal(await service.kill('SIGTERM'), 0, service.log)
console.log(JSON.stringify({ place, sent: sender.sent, stored: await stored(), dropped }))
assert.equal((await verifyAudit(join(data, 'audit'))).brokenAt, undefined)

async function fullSpool(): Promise<void> {
  await sendAll()
  const lost = await service.metric('noroshi_dropped_records_total')
  assert.ok(lost > 0, 'a full spool drops the newest')
  assert.match(await degraded(), /collector/)
  const { stdout } = await noroshi('doctor', '--data', data, '--json')
  assert.match(stdout, new RegExp(`free at ${join(data, 'spool')}`))
}

async function fullEngine(): Promise<void> {
  await sendAll()
  await until(async () => /store/.test(await degraded()), WITHIN_SECONDS)
  assert.equal(await service.metric('noroshi_dropped_records_total'), 0)
  assert.ok((await service.metric('noroshi_spool_waiting_octets')) > 0, 'the spool holds them')
}

/** Nobody looks where it cannot be recorded; receiving and storing go on. */
async function fullAudit(): Promise<void> {
  await sendAll()
  // The audit's own last page has room for a few more lines, whatever fills the disk.
  let look = await noroshi('detect', '--data', data, '--json')
  for (let lines = 0; look.status === 0 && lines < LINES_OF_A_PAGE_MAX; lines++)
    look = await noroshi('detect', '--data', data, '--json')
  assert.match(look.stderr, /AUDIT_UNWRITABLE/)
  await drained()
  assert.equal(await service.metric('noroshi_dropped_records_total'), 0)
}

/** Sends and waits until each record is acknowledged or counted as dropped. */
async function sendAll(): Promise<void> {
  await sender.send(RECORDS, Date.now())
  await until(async () => {
    const acknowledged = await service.metric('noroshi_segment_records_total')
    const lost = await service.metric('noroshi_dropped_records_total')
    return acknowledged + lost === sender.sent
  }, WITHIN_SECONDS)
}

/** Waits until nothing is between the collector and the store. */
async function drained(): Promise<void> {
  await until(
    async () => (await service.metric('noroshi_spool_waiting_octets')) === 0,
    WITHIN_SECONDS,
  )
}

/** By itself: nobody restarts anything. */
async function recovered(): Promise<void> {
  const before = await service.metric('noroshi_dropped_records_total')
  if (place === 'flows') await until(async () => !/store/.test(await degraded()), WITHIN_SECONDS)
  if (place === 'audit') {
    const look = await noroshi('detect', '--data', data, '--json')
    assert.equal(look.status, 0, look.stderr)
  }
  assert.equal(await service.metric('noroshi_dropped_records_total'), before)
}

/** Names of the parts of the service that are not well. */
async function degraded(): Promise<string> {
  const { checks } = await service.api<Health>('/api/v1/health')
  return checks.flatMap(({ name, status }) => (status === 'ok' ? [] : [name])).join(' ')
}

async function reasonsSum(): Promise<number> {
  const { exporters } = await service.api<{
    exporters: { refused: Readonly<Record<string, number>> }[]
  }>('/api/v1/exporters')
  const reasons = exporters.flatMap(({ refused }) => Object.entries(refused))
  return reasons.reduce(
    (sum, [reason, count]) => sum + (reason.startsWith('SPOOL_') ? count : 0),
    0,
  )
}

async function stored(): Promise<{ records: number; distinct: number }> {
  const engine = await openChdb(join(data, 'flows'))
  const [row] = await engine.rows<{ records: number; distinct: number }>(
    'SELECT count() AS records, uniqExact(octets) AS distinct FROM flows',
  )
  await engine.close()
  return row!
}
