import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, it } from 'node:test'
import { sql } from 'kysely'
import { until } from '../../tools/testing/until.ts'
import { ManualClock } from '../core/clock.ts'
import type { Database } from '../db/database.ts'
import { MeasuresConfiguration } from './configuration.ts'
import { createDatabase } from './consent/database.fixture.ts'
import { Measures, type MeasuresPorts } from './measures.ts'
import { endpointTarget, grantFor, NOW_MS, nameTarget } from './planes/blocking.fixture.ts'
import { openPlane } from './planes/open-plane.ts'
import type { ReleaseReceipt } from './release/receipt.ts'

const configuration = MeasuresConfiguration.parse({
  dryRun: true,
  devices: [
    { kind: 'nftables', name: 'edge' },
    { kind: 'rpz', name: 'resolver', includeFile: '/nowhere/noroshi.conf' },
  ],
})
const C2 = endpointTarget('203.0.113.7')
const TELNET = endpointTarget('203.0.113.7', 23)
const SHOP = nameTarget('shop.example')
const GRANTS = (['block-address', 'block-name'] as const).map((scope) =>
  grantFor('198.51.100.7/32', null, scope),
)
const request = {
  subject: '203.0.113.7:4444/tcp',
  cause: 'owner',
  by: 'Sato',
  reason: 'it is a shop',
} as const

let database: Database
let directory: string
let clock: ManualClock
let measures: Measures
let receipts: ReleaseReceipt[]

before(async () => {
  database = await createDatabase()
  directory = mkdtempSync(join(tmpdir(), 'noroshi-measures-'))
})
after(async () => {
  await database.destroy()
  rmSync(directory, { recursive: true })
})
beforeEach(async () => {
  await sql`truncate measure_releases, measure_lifts`.execute(database)
  clock = new ManualClock(NOW_MS)
  receipts = []
  measures = await start()
  await measures.setEverywhere([C2, TELNET, SHOP], GRANTS)
})
afterEach(() => measures[Symbol.asyncDispose]())

function start(): Promise<Measures> {
  const ports: MeasuresPorts = {
    clock,
    database,
    directory,
    draw: (count) => randomBytes(count),
    pause: async () => false,
    acknowledge: async (receipt) => void receipts.push(receipt),
  }
  return Measures.start(configuration, ports)
}
async function held(): Promise<Record<string, string[]>> {
  const all = [...(await measures.held())]
  return Object.fromEntries(all.map(([name, keys]) => [name, [...keys!].sort()]))
}

it('holds on each plane what its scope allows', async () => {
  assert.deepEqual(await held(), {
    edge: ['203.0.113.7:23/tcp', '203.0.113.7:4444/tcp'],
    resolver: ['*.shop.example', '203.0.113.7:23/tcp', '203.0.113.7:4444/tcp'],
  })
})

it('a release frees the port where ports are known, the address where they are not, and tells who asked', async () => {
  const receipt = await measures.release(request)
  assert.deepEqual(await held(), {
    edge: ['203.0.113.7:23/tcp'],
    resolver: ['*.shop.example'],
  })
  assert.deepEqual(receipts, [receipt])
  assert.equal(receipt.probe, 'not-probed')
  assert.deepEqual((await measures.releases(10))[0]!.receipt, receipt)
})

it('lifted by a run that died before it had looked, it is looked after by the next one, once', async () => {
  const { id } = await measures.release(request)
  await measures[Symbol.asyncDispose]()
  await sql`update measure_releases set receipt = null`.execute(database)
  receipts = []
  clock.advance(60_000)
  measures = await start()
  await measures.setEverywhere([C2, TELNET], GRANTS)
  await until(() => receipts.length === 1)
  await measures.setEverywhere([C2], GRANTS)
  assert.deepEqual(
    receipts.map((receipt) => [receipt.id, receipt.liftedAtMs, receipt.isComplete]),
    [[id, NOW_MS + 60_000, true]],
  )
  assert.deepEqual((await measures.releases(10))[0]!.receipt, receipts[0])
})

it('stands against the plan and a restart, until it is undone or revoked', async () => {
  const { id } = await measures.release(request)
  await measures.setEverywhere([C2], GRANTS)
  assert.deepEqual((await held())['edge'], [])
  await measures[Symbol.asyncDispose]()
  measures = await start()
  await measures.setEverywhere([C2], GRANTS)
  assert.deepEqual((await held())['edge'], [])
  await assert.rejects(measures.undoRelease(id, 'Suzuki'), { code: 'RELEASE_UNDO_LATE' })
  await measures.undoRelease(id, 'Sato')
  assert.deepEqual((await held())['edge'], ['203.0.113.7:4444/tcp'])
  const again = await measures.release(request)
  clock.advance(5_001)
  await assert.rejects(measures.undoRelease(again.id, 'Sato'), { code: 'RELEASE_UNDO_LATE' })
  await assert.rejects(measures.revokeRelease(again.id, 'Sato', ' '), { code: 'RELEASE_UNSIGNED' })
  await measures.revokeRelease(again.id, 'Sato', 'the owner was none')
  assert.deepEqual((await held())['edge'], ['203.0.113.7:4444/tcp'])
  await assert.rejects(measures.revokeRelease(again.id, 'Sato', 'x'), { code: 'RELEASE_NOT_FOUND' })
})

it('the kill switch outlives a restart; only a person turns it off', async () => {
  await measures.liftAll('Sato', 'customers call')
  assert.deepEqual(await held(), { edge: [], resolver: [] })
  await measures[Symbol.asyncDispose]()
  measures = await start()
  await measures.setEverywhere([C2], GRANTS)
  assert.deepEqual(await held(), { edge: [], resolver: [] })
  assert.equal(measures.status().lift?.liftedBy, 'Sato')
  await measures.resume('Suzuki', 'found the cause')
  assert.deepEqual((await held())['edge'], ['203.0.113.7:4444/tcp'])
})

it('grants and warnings end by themselves', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const soon = { ...C2, untilMs: NOW_MS + 60_000 }
  const until = (['block-address', 'block-name'] as const).map((scope) =>
    grantFor('198.51.100.7/32', NOW_MS + 90_000, scope),
  )
  void measures.setEverywhere([soon, TELNET], until)
  clock.advance(60_000)
  t.mock.timers.tick(60_000)
  for (let i = 0; i < 20; i++) await Promise.resolve()
  assert.deepEqual((await held())['edge'], ['203.0.113.7:23/tcp'])
})

it('what it says of itself names neither subscriber nor target', async () => {
  await measures.release(request)
  assert.doesNotMatch(JSON.stringify(measures.status()), /198\.51|203\.0|shop/)
})

it('a port that somebody has is told with the name of the device', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as { port: number }
  const enforcers = [{ name: 'edge', keyDigest: '0'.repeat(64), sources: ['198.51.100.0/31'] }]
  const listen = { address: '127.0.0.1', port }
  const [device] = MeasuresConfiguration.parse({
    devices: [{ kind: 'stream', name: 'bouncers', listen, enforcers }],
  }).devices
  await assert.rejects(openPlane(device!, undefined, false, clock), {
    code: 'PLANE_UNREACHABLE',
    message: /bouncers/,
  })
  taken.close()
})

it('a configuration with two devices of one name, or without an address for its page, is refused', () => {
  const device = { kind: 'nftables', name: 'edge' }
  assert.ok(!MeasuresConfiguration.safeParse({ devices: [device, device] }).success)
  const page = { listen: { address: '127.0.0.1', port: 80 }, contact: { ja: 'あ', en: 'a' } }
  assert.ok(!MeasuresConfiguration.safeParse({ page }).success)
  assert.deepEqual(MeasuresConfiguration.parse({}).devices, [])
})
