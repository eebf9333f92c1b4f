import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { SeededRandom } from '../../core/random.ts'
import { HOUR_MS, MINUTE_MS } from '../../core/time-span.ts'
import { extractFeatures } from '../features/extract-features.ts'
import {
  FlowTable,
  type HandmadeFlow,
  ONE_SITE,
  START_MS,
  SYN,
  SYN_ACK,
  TEST_ACCESS,
} from '../flow-table-fixture.ts'

const OURS = ['203.0.113.0/24']
const UPSTREAM = 1
let table: FlowTable

before(async () => {
  table = await FlowTable.open()
})
after(() => table[Symbol.asyncDispose]())

async function endpointsOf(
  flows: readonly HandmadeFlow[],
  options: { minClients?: number; prefixes?: readonly string[] } = {},
) {
  const rules = {
    subscriberPrefixes: options.prefixes ?? OURS,
    upstreamInterfaces: [UPSTREAM],
  }
  await table.replace(flows)
  await table.fold(rules)
  const { rows, endpointCount } = await extractFeatures(table, {
    window: 'all',
    minClients: options.minClients ?? 3,
    ...rules,
    access: TEST_ACCESS,
  })
  const names = rows.map(
    ({ endpoint }) => `${endpoint.address}:${endpoint.port}/${endpoint.protocol}`,
  )
  return { rows, endpointCount, names }
}

/** A conversation of subscriber `host` with a server, as a biflow. */
const visit = (host: number, over: Partial<HandmadeFlow> = {}): HandmadeFlow => ({
  atMs: START_MS + host * MINUTE_MS,
  from: `203.0.113.${host}`,
  fromPort: 40_000 + host,
  to: '198.51.100.9',
  port: 6667,
  back: { packets: 4, octets: 300 },
  ...over,
})

test('three subscribers with answered contacts make a candidate, two do not', async () => {
  const three = await endpointsOf([1, 2, 3].map((host) => visit(host)))
  assert.deepEqual(three.names, ['198.51.100.9:6667/tcp'])
  assert.equal(three.rows[0]?.facts.clients, 3)
  const two = await endpointsOf([1, 2].map((host) => visit(host)))
  assert.deepEqual(two.names, [])
  assert.equal(two.endpointCount, 1)
})

test('a SYN flood with forged sources makes no candidate of its victim', async () => {
  const random = new SeededRandom(1)
  const flood = Array.from({ length: 4_000 }, (_, i) =>
    visit(1 + random.integer(250), {
      atMs: START_MS + i * 20,
      fromPort: 1024 + random.integer(60_000),
      port: 443,
      flags: SYN,
      packets: 1,
      octets: 40,
      back: undefined as never,
    }),
  )
  assert.deepEqual((await endpointsOf(flood)).names, [])
  assert.deepEqual((await endpointsOf(flood, { prefixes: [], minClients: 1 })).names, [])
})

test('a flood that repeats every forged source for a while makes no candidate of its victim either', async () => {
  const sources = 230
  const flood = Array.from({ length: sources * 8 }, (_, i) =>
    visit(1 + (i % sources), {
      // Eight knocks of each source in a quarter of an hour: by themselves they look persistent.
      atMs: START_MS + Math.floor(i / sources) * 110_000 + (i % sources) * 40,
      fromPort: 1024 + i,
      port: 443,
      flags: SYN,
      packets: 1,
      octets: 40,
      back: undefined as never,
    }),
  )
  assert.deepEqual((await endpointsOf(flood, { minClients: 1 })).names, [])
  const few = flood.filter(({ from }) => Number(from.split('.')[3]) <= 20)
  assert.deepEqual((await endpointsOf(few, { minClients: 1 })).names, ['198.51.100.9:443/tcp'])
})

test("a victim's answers to forged sources make no candidate of it either", async () => {
  const answered = Array.from({ length: 200 }, (_, i) =>
    visit(1 + (i % 200), {
      port: 443,
      flags: SYN,
      packets: 1,
      octets: 40,
      back: { packets: 1, octets: 44, flags: SYN_ACK },
    }),
  )
  assert.deepEqual((await endpointsOf(answered)).names, [])
})

test('a third of the clients suffices where they come back, ten times over three hours', async () => {
  const returning = (hosts: readonly number[], times: number, hours: number): HandmadeFlow[] =>
    hosts.flatMap((host) =>
      Array.from({ length: times }, (_, i) =>
        visit(host, {
          atMs: START_MS + Math.floor((i * hours) / times) * HOUR_MS + i * MINUTE_MS,
          fromPort: 40_000 + 100 * host + i,
        }),
      ),
    )
  const names = async (flows: readonly HandmadeFlow[], minClients = 3): Promise<number> =>
    (await endpointsOf(flows, { minClients })).names.length
  assert.equal(await names(returning([1], 10, 3)), 1)
  assert.equal(await names(returning([1], 9, 3)), 0, 'too seldom')
  assert.equal(await names(returning([1], 30, 2)), 0, 'in too few hours')
  assert.equal(await names(returning([1], 30, 6), 4), 0, 'not a third')
  assert.equal(await names(returning([1, 2], 10, 3), 6), 1)
  const [few, many] = [[1], [1, 2, 3]].map((hosts) => returning(hosts, 10, 3))
  assert.deepEqual(
    (await endpointsOf(few!)).rows.map(({ isFew }) => isFew),
    [true],
  )
  assert.deepEqual(
    (await endpointsOf(many!)).rows.map(({ isFew }) => isFew),
    [false],
  )
  const oneWay = returning([1], 30, 6).map(({ back: _, ...flow }) => ({ ...flow, protocol: 17 }))
  assert.equal(await names(oneWay), 0, 'anyone can send from an address of another')
})

test("a subscriber's address arriving from another network weighs nothing", async () => {
  const forged = [1, 2, 3, 4].map((host) => visit(host, { ingress: UPSTREAM }))
  const { names, endpointCount } = await endpointsOf(forged)
  assert.deepEqual(names, [])
  assert.equal(endpointCount, 0)
})

test('an address known only as a source is never a candidate', async () => {
  const onlyAnswers = [1, 2, 3, 4].map(
    (host): HandmadeFlow => ({
      atMs: START_MS,
      from: '198.51.100.9',
      fromPort: 6667,
      to: `203.0.113.${host}`,
      port: 40_000 + host,
      flags: 24,
      ingress: UPSTREAM,
    }),
  )
  assert.deepEqual((await endpointsOf(onlyAnswers)).names, [])
})

test('scans from outside make no candidate of a subscriber', async () => {
  const scans = Array.from({ length: 20 }, (_, i) =>
    visit(7, { from: `192.0.2.${i}`, to: '203.0.113.7', port: 23, ingress: UPSTREAM }),
  )
  assert.deepEqual((await endpointsOf(scans)).names, [])
})

test('persistent knocking at a dead server counts, a burst of knocks does not', async () => {
  const knock = (atMs: number): HandmadeFlow =>
    visit(1, {
      atMs,
      fromPort: 40_000 + (atMs % 20_000),
      flags: SYN,
      packets: 3,
      back: { packets: 0, octets: 0, flags: 0 },
    })
  const persistent = Array.from({ length: 30 }, (_, i) => knock(START_MS + i * 61_003))
  const { names, rows } = await endpointsOf(persistent, { minClients: 1 })
  assert.deepEqual(names, ['198.51.100.9:6667/tcp'])
  assert.ok(rows[0]?.isOnlyKnocked)
  assert.equal(rows[0]?.facts.unanswered, 30)
  const burst = Array.from({ length: 30 }, (_, i) => knock(START_MS + i * 1_003))
  assert.deepEqual((await endpointsOf(burst, { minClients: 1 })).names, [])
})

test('one-way UDP weighs a fifth: fifteen clients make what three answered ones do', async () => {
  const oneWay = (count: number): HandmadeFlow[] =>
    Array.from({ length: count }, (_, i) =>
      visit(i + 1, { protocol: 17, flags: 0, back: { packets: 0, octets: 0, flags: 0 } }),
    )
  assert.deepEqual((await endpointsOf(oneWay(14))).names, [])
  assert.deepEqual((await endpointsOf(oneWay(15))).names, ['198.51.100.9:6667/udp'])
})

test('a service that a large share of subscribers uses is cut, and still counted', async () => {
  const crowd = Array.from({ length: 150 }, (_, i) => visit(i + 1))
  const { names, endpointCount } = await endpointsOf(crowd)
  assert.deepEqual(names, [])
  assert.equal(endpointCount, 1)
})

test('multicast and broadcast are never candidates', async () => {
  const flows = ['224.0.0.251', '255.255.255.255', 'ff02::fb', 'fe80::1'].map((to, i) =>
    visit(i + 1, { to, protocol: 17, port: 5353 }),
  )
  const { names, endpointCount } = await endpointsOf(flows, { prefixes: [], minClients: 0.1 })
  assert.deepEqual(names, [])
  assert.equal(endpointCount, 4)
})

test('the two records of a router are one conversation with its server', async () => {
  const flows = [1, 2, 3].flatMap((host): HandmadeFlow[] => {
    const { back: _, ...up } = visit(host)
    return [
      up,
      {
        ...up,
        from: up.to,
        fromPort: up.port,
        to: up.from,
        port: up.fromPort,
        octets: 900,
        ingress: UPSTREAM,
      },
    ]
  })
  const { names, rows } = await endpointsOf(flows)
  assert.deepEqual(names, ['198.51.100.9:6667/tcp'])
  assert.equal(rows[0]?.facts.contacts, 3)
  assert.equal(rows[0]?.facts.downOctets, 2_700)
  assert.equal(rows[0]?.facts.unanswered, 0)
})

test('with both ports of one class the socket with several peers is the server', async () => {
  const flows = [1, 2, 3, 4].flatMap((host): HandmadeFlow[] => {
    const { back: _, ...up } = visit(host, { port: 55_000 })
    return [
      up,
      { ...up, from: up.to, fromPort: 55_000, to: up.from, port: up.fromPort, ingress: UPSTREAM },
    ]
  })
  assert.deepEqual((await endpointsOf(flows)).names, ['198.51.100.9:55000/tcp'])
})

test('a long connection cut by the active timeout is one contact, not a beacon', async () => {
  const { back: _, ...up } = visit(1)
  const pieces = Array.from({ length: 60 }, (_, i) => ({
    ...up,
    atMs: START_MS + i * 60_000,
    durationMs: 59_500,
  }))
  const { rows } = await endpointsOf(pieces, { minClients: 1 })
  assert.equal(rows[0]?.facts.contacts, 1)
  assert.equal(rows[0]?.facts.rhythmClients, 0)
})

test('a window leaves out what started before or after it', async () => {
  await table.replace([1, 2, 3, 4].map((host) => visit(host, { atMs: START_MS + host * HOUR_MS })))
  await table.fold()
  const { rows, span } = await extractFeatures(table, {
    ...ONE_SITE,
    window: { startMs: START_MS + 2 * HOUR_MS, endMs: START_MS + 4 * HOUR_MS },
  })
  assert.equal(rows[0]?.facts.clients, 2)
  assert.equal(span.startMs, START_MS + 2 * HOUR_MS)
})

test('a prefix that is none is refused', async () => {
  await assert.rejects(endpointsOf([], { prefixes: ['203.0.113.0/33'] }), {
    code: 'DETECTION_OPTION_INVALID',
  })
})
