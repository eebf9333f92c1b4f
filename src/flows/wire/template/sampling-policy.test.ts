import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ip4, ipfix, netflow9, set, template, u } from '../testing/datagrams.ts'
import { type Origin, TestCollector } from '../testing/decoding.ts'

const ENDS = [...ip4('192.0.2.1'), ...ip4('198.51.100.2')]
const OWN = template(256, [
  [8, 4],
  [12, 4],
  [34, 4],
])
const NONE = template(257, [
  [8, 4],
  [12, 4],
])
const OPTIONS = [set(1, u(2, 300, 4, 4), u(2, 1, 4), u(2, 34, 4)), set(300, u(4, 0, 50))]
const own = (...intervals: number[]): number[] =>
  set(256, ...intervals.map((interval) => [...ENDS, ...u(4, interval)]))

const V5 = (interval: number): Uint8Array =>
  Uint8Array.from([
    ...u(2, 5, 1),
    ...new Array(18).fill(0),
    ...u(2, interval),
    ...new Array(48).fill(1),
  ])

const REJECT: Origin = { sampling: { missing: 0, override: 0 } }

function intervals(from: Origin, ...datagrams: readonly Uint8Array[]) {
  const collector = new TestCollector()
  for (const datagram of datagrams) collector.feed(datagram, from)
  const { rows, refused } = collector.result
  return { intervals: rows.map((row) => row.samplingInterval), refused }
}

test('a record is rejected only when its interval was neither announced nor carried', () => {
  const announcedTooLate = netflow9([set(0, OWN, NONE), own(0, 20, 0, 30), set(257, ENDS, ENDS)])
  assert.deepEqual(intervals(REJECT, announcedTooLate), {
    intervals: [20, 30],
    refused: { SAMPLING_UNKNOWN: 4 },
  })
  const announced = netflow9([set(0, OWN, NONE), ...OPTIONS, own(0, 20), set(257, ENDS)])
  assert.deepEqual(intervals(REJECT, announced), { intervals: [50, 20, 50], refused: {} })
})

test('the rows that stay are whole', () => {
  const list = template(256, [
    [8, 4],
    [12, 4],
    [34, 4],
    [1, 8],
    [2, 4],
  ])
  const record = (interval: number, octets: number) => [
    ...ENDS,
    ...u(4, interval),
    ...u(8, octets),
    ...u(4, 3),
  ]
  const datagram = netflow9([set(0, list), set(256, record(0, 1), record(9, 2 ** 33 + 5))])
  const [row] = new TestCollector().feed(datagram, REJECT).result.rows
  const [alone] = new TestCollector().feed(
    netflow9([set(0, list), set(256, record(9, 2 ** 33 + 5))]),
  ).result.rows
  assert.deepEqual(row, alone)
})

test('NetFlow v5 says nothing of sampling with an interval of 0', () => {
  assert.deepEqual(intervals(REJECT, V5(0)), { intervals: [], refused: { SAMPLING_UNKNOWN: 1 } })
  assert.deepEqual(intervals(REJECT, V5(64)).intervals, [64])
})

test('an assumed interval fills what is missing; an override replaces what is said', () => {
  const datagram = netflow9([set(0, OWN), own(0, 20)])
  const assuming = { sampling: { missing: 1000, override: 0 } }
  const overriding = { sampling: { missing: 0, override: 77 } }
  assert.deepEqual(intervals(assuming, datagram).intervals, [1000, 20])
  assert.deepEqual(intervals(assuming, V5(0)).intervals, [1000])
  assert.deepEqual(intervals(overriding, datagram), { intervals: [77, 77], refused: {} })
})

test('records of a datagram that stands for several have their interval multiplied', () => {
  const datagram = netflow9([set(0, OWN), own(0, 20, 0xffffffff)])
  assert.deepEqual(intervals({ weight: 4 }, datagram).intervals, [4, 80, 0xffffffff])
})

test('of a datagram left out, records are counted, and templates and sequence still learnt', () => {
  const teaching = ipfix([set(2, OWN), own(20, 20)], { sequence: 0 })
  const { rows, refused, missing } = new TestCollector()
    .feed(teaching, { weight: 0 })
    .feed(ipfix([own(30)], { sequence: 2 }), { weight: 2 }).result
  assert.deepEqual(
    rows.map((row) => row.samplingInterval),
    [60],
  )
  assert.deepEqual(refused, { RATE_LIMITED: 2 })
  assert.equal(missing, 0)
  assert.deepEqual(intervals({ weight: 0 }, V5(1)).refused, { RATE_LIMITED: 1 })
})
