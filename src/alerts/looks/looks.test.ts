import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inspect } from 'node:util'
import type { FlowAccess } from '../../core/flow-access.ts'
import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import { openChdb } from '../../flows/store/chdb.ts'
import type { FlowEngine } from '../../flows/store/flow-engine.ts'
import type { FlowReader } from '../../flows/store/flow-reader.ts'
import { createSchema } from '../../flows/store/schema.ts'
import type { Line } from '../lines/line-map.ts'
import { discreetReader } from './discreet-reader.ts'
import { linesSeen } from './lines-seen.ts'
import { linesWithEndpoints } from './lines-with-endpoints.ts'

const access: FlowAccess = { purpose: 'subscriber-alert', actor: 'test', reason: 'who to tell' }
const START_MS = Date.UTC(2026, 10, 19)
const DAY = START_MS / DAY_MS
const C2 = { address: '203.0.113.7', protocol: 'tcp', port: 6667 }
const SIX = { address: '2001:db8:ffff::7', protocol: 'udp', port: 53 }
const window = { startMs: START_MS, endMs: START_MS + 2 * DAY_MS }
const look = { access, window, upstreamInterfaces: [9] }

let engine: FlowEngine
let reader: FlowReader
const asked: FlowAccess[] = []

type Flow = {
  readonly from: string
  readonly to: string
  readonly hour: number
  readonly port?: number
  readonly fromPort?: number
  readonly flags?: number
  readonly protocol?: number
  readonly back?: number
  readonly ingress?: number
}
const insert = (flow: Flow) =>
  engine.run(
    `INSERT INTO flows (received_at, start_at, src_address, dst_address, src_port, dst_port, protocol, tcp_flags, packets, reverse_packets, ingress_interface)
     SELECT now(), fromUnixTimestamp64Milli({at:Int64}), toIPv6({source:String}), toIPv6({target:String}),
            {sourcePort:UInt16}, {targetPort:UInt16}, {protocol:UInt8}, {flags:UInt8}, 3, {back:UInt32}, {ingress:UInt32}`,
    {
      at: START_MS + flow.hour * HOUR_MS,
      source: flow.from,
      target: flow.to,
      sourcePort: flow.fromPort ?? 40_000,
      targetPort: flow.port ?? C2.port,
      protocol: flow.protocol ?? 6,
      flags: flow.flags ?? 0x1a,
      back: flow.back ?? 0,
      ingress: flow.ingress ?? 1,
    },
  )

const line = (
  subscriber: string,
  prefix: string,
  hours: readonly [number, number] = [0, 48],
): Line => ({
  subscriber,
  prefix,
  portFirst: 0,
  portLast: 65_535,
  span: { startMs: START_MS + hours[0] * HOUR_MS, endMs: START_MS + hours[1] * HOUR_MS },
})

before(async () => {
  engine = await openChdb()
  await createSchema(engine)
  reader = {
    query: (stated, sql, parameters) => {
      asked.push(stated)
      return engine.rows(sql, parameters)
    },
  }
  await insert({ from: '100.64.0.1', to: C2.address, hour: 1 })
  await insert({ from: '100.64.0.1', to: C2.address, hour: 25 })
  // The same address, later, when it is another's.
  await insert({ from: '100.64.0.1', to: C2.address, hour: 40 })
  await insert({ from: '100.64.0.2', to: C2.address, hour: 2, flags: 0x02 })
  await insert({ from: '100.64.0.3', to: C2.address, hour: 3, ingress: 9 })
  await insert({ from: '100.64.0.4', to: C2.address, hour: 4, port: 443 })
  await insert({
    from: '2001:db8:1:2::9',
    to: SIX.address,
    hour: 5,
    port: 53,
    protocol: 17,
    back: 1,
  })
  // The answer alone, as an exporter sees it that stands on the way back.
  await insert({
    from: SIX.address,
    to: '2001:db8:1:3::9',
    hour: 6,
    fromPort: 53,
    port: 999,
    protocol: 17,
  })
  await insert({ from: '100.64.0.9', to: C2.address, hour: 7, fromPort: 2_000 })
})
after(() => engine.close())

test('a contact counts for whoever had the address at that time', async () => {
  const lines = [line('one', '100.64.0.1/32', [0, 30]), line('two', '100.64.0.1/32', [30, 48])]
  const found = await linesWithEndpoints(reader, look, lines, [C2])
  assert.deepEqual(
    found
      .map(({ line: { subscriber }, day, contacts, answered }) => [
        subscriber,
        day - DAY,
        contacts,
        answered,
      ])
      .sort(),
    [
      ['one', 0, 1, 1],
      ['one', 1, 1, 1],
      ['two', 1, 1, 1],
    ],
  )
  assert.ok(asked.every(({ purpose }) => purpose === 'subscriber-alert'))
})

test('knocking is no answer, what comes in from outside is forged, another port is another endpoint', async () => {
  const lines = [2, 3, 4].map((host) => line(`s${host}`, `100.64.0.${host}/32`))
  const found = await linesWithEndpoints(reader, look, lines, [C2])
  assert.deepEqual(
    found.map(({ line: { subscriber }, answered }) => [subscriber, answered]),
    [['s2', 0]],
  )
})

test('an IPv6 line is a prefix, in either direction', async () => {
  const lines = [line('six', '2001:db8:1::/48'), line('other', '2001:db8:2::/48')]
  const found = await linesWithEndpoints(reader, look, lines, [C2, SIX])
  assert.deepEqual(
    found.map(({ line: { subscriber }, endpoint, contacts, answered }) => [
      subscriber,
      endpoint,
      contacts,
      answered,
    ]),
    [['six', SIX, 2, 2]],
  )
})

test('behind a NAT the port says whose it was', async () => {
  const shared = (subscriber: string, portFirst: number): Line => ({
    ...line(subscriber, '100.64.0.9/32'),
    portFirst,
    portLast: portFirst + 999,
  })
  const found = await linesWithEndpoints(
    reader,
    look,
    [shared('a', 1_000), shared('b', 2_000)],
    [C2],
  )
  assert.deepEqual(
    found.map(({ line: { subscriber } }) => subscriber),
    ['b'],
  )
})

test('a line is seen by what it sends itself', async () => {
  const lines = [
    line('one', '100.64.0.1/32'),
    line('away', '100.64.0.77/32'),
    line('forged', '100.64.0.3/32'),
  ]
  const found = await linesSeen(reader, look, lines)
  assert.deepEqual(found.map(({ line: { subscriber }, day }) => [subscriber, day - DAY]).sort(), [
    ['one', 0],
    ['one', 1],
  ])
})

test('a look that fails says nothing of whose lines it was about', async () => {
  const failing = discreetReader({
    query: (_access, sql, parameters) =>
      engine.rows(sql.replaceAll('flows', 'no_such_table'), parameters),
  })
  await assert.rejects(linesSeen(failing, look, [line('one', '100.64.0.1/32')]), (error: Error) => {
    assert.match(error.message, /its code: 60/)
    assert.doesNotMatch(inspect(error, { depth: 9 }), /100\.64|ffff/)
    return (error as { code?: string }).code === 'ALERT_LOOK_FAILED'
  })
})
