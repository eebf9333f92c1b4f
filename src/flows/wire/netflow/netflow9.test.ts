import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFlowDecoder } from '../decoder.ts'
import { FlowBatch } from '../flow-batch.ts'
import {
  EXPORT_SECONDS,
  ip4,
  netflow9,
  set,
  type TestField,
  template,
  UPTIME_MS,
  u,
} from '../testing/datagrams.ts'
import { decode, TestCollector } from '../testing/decoding.ts'

const ENDS_FIELDS: TestField[] = [
  [8, 4],
  [12, 4],
]
const ENDS = [...ip4('192.0.2.1'), ...ip4('198.51.100.2')]
const NOW_MS = EXPORT_SECONDS * 1000

function flow(list: readonly TestField[], ...values: number[][]): number[][] {
  return [set(0, template(256, [...ENDS_FIELDS, ...list])), set(256, ENDS, ...values)]
}

test('uptimes count back from the header, also across their wrap after 49.7 days', () => {
  const list: TestField[] = [
    [22, 4],
    [21, 4],
  ]
  const { rows } = decode(netflow9(flow(list, u(4, UPTIME_MS - 5000, UPTIME_MS - 2000))))
  assert.deepEqual([rows[0]!.startAt, rows[0]!.durationMs], [NOW_MS - 5000, 3000])
  const wrapped = decode(netflow9(flow(list, u(4, 2 ** 32 - 1000, 500)))).rows[0]!
  assert.deepEqual([wrapped.startAt, wrapped.durationMs], [NOW_MS - UPTIME_MS - 1000, 1500])
  const backwards = decode(netflow9(flow(list, u(4, 900, 100)))).rows[0]!
  assert.equal(backwards.durationMs, 0, 'an end before the start is no duration')
})

test('every column of a row is written, whatever the batch held before', () => {
  const decoder = createFlowDecoder()
  const batch = new FlowBatch(4)
  for (const value of Object.values(batch)) if (ArrayBuffer.isView(value)) fillWithOnes(value)
  const session = { exporter: new Uint8Array(16), port: 1 }
  const observer = { refused: (code: string) => assert.fail(code) }
  decoder.decode(netflow9(flow([]), { domain: 0 }), session, 0, { batch: () => batch }, observer)
  for (const [name, value] of Object.entries(batch)) {
    if (!ArrayBuffer.isView(value) || ['startAt', 'srcAddress', 'dstAddress'].includes(name))
      continue
    if (name.endsWith('AddressWords')) continue
    const column = value as Uint8Array | Uint16Array | Uint32Array
    const width = column.length / 4
    const expected = name === 'samplingInterval' ? [1] : new Array(width).fill(0)
    assert.deepEqual([...column.subarray(0, width)], expected, name)
  }
})

test('samplers of an options template are found by their id', () => {
  const options = [
    set(1, u(2, 300, 4, 12), u(2, 1, 4), u(2, 48, 1), u(2, 49, 1), u(2, 50, 4), [0, 0]),
    set(300, u(4, 0), [1, 2], u(4, 1000), u(4, 0), [2, 2], u(4, 4000)),
  ]
  const intervals = (list: TestField[], ...values: number[][]) =>
    decode(netflow9([...options, ...flow(list, ...values)])).rows.map((row) => row.samplingInterval)
  assert.deepEqual(intervals([[48, 1]], [2]), [4000])
  assert.deepEqual(intervals([[48, 1]], [9]), [1])
  assert.deepEqual(intervals([]), [1], 'with two samplers nobody knows which')
})

test('the only sampler of a domain counts also for records that name none', () => {
  const options = [
    set(1, u(2, 300, 4, 8), u(2, 1, 4), u(2, 48, 1), u(2, 50, 4), [0, 0]),
    set(300, u(4, 0), [1], u(4, 1000)),
  ]
  assert.equal(decode(netflow9([...options, ...flow([])])).rows[0]!.samplingInterval, 1000)
})

test('a sampling interval may be scoped to an interface', () => {
  const options = [
    set(1, u(2, 300, 4, 4), u(2, 2, 4), u(2, 34, 4), [0, 0]),
    set(300, u(4, 7), u(4, 64)),
  ]
  const interval = (ifIndex: number) =>
    decode(netflow9([...options, ...flow([[10, 4]], u(4, ifIndex))])).rows[0]!.samplingInterval
  assert.deepEqual([interval(7), interval(8)], [64, 1])
})

test('a template with room for both families gives the one that is filled', () => {
  const list: TestField[] = [
    [27, 16],
    [28, 16],
  ]
  const six = [...new Array(15).fill(0x20), 1, ...new Array(15).fill(0x20), 2]
  assert.match(decode(netflow9(flow(list, six))).rows[0]!.source, /^2020:/)
  assert.equal(decode(netflow9(flow(list, new Array(32).fill(0)))).rows[0]!.source, '192.0.2.1')
})

test('a datagram filled up with zeros ends quietly', () => {
  const { rows, refused } = decode(netflow9([...flow([]), new Array(100).fill(0)]))
  assert.equal(rows.length, 1)
  assert.deepEqual(refused, {})
})

test('a full batch is handed on and the records go on in the next', () => {
  const decoder = createFlowDecoder()
  const batches = [new FlowBatch(3)]
  const sink = {
    batch: () => {
      if (batches.at(-1)!.length === 3) batches.push(new FlowBatch(3))
      return batches.at(-1)!
    },
  }
  const seven = new Array(7).fill(ENDS).flat()
  const datagram = netflow9([set(0, template(256, ENDS_FIELDS)), set(256, seven)])
  const session = { exporter: new Uint8Array(16), port: 1 }
  const count = decoder.decode(datagram, session, 0, sink, { refused: assert.fail })
  assert.equal(count, 7)
  assert.deepEqual(
    batches.map((batch) => batch.length),
    [3, 3, 1],
  )
})

test('lost datagrams are counted, late ones taken back, a restart is not a loss', () => {
  const collector = new TestCollector()
  const at = (sequence: number) => collector.feed(netflow9(flow([]), { sequence }))
  for (const sequence of [10, 11, 14, 12, 15]) at(sequence)
  assert.equal(collector.result.missing, 1)
  for (const sequence of [0, 1, 2]) at(sequence)
  assert.equal(collector.result.missing, 1)
  assert.equal(collector.result.received, 8)
})

function fillWithOnes(view: ArrayBufferView): void {
  new Uint8Array(view.buffer, view.byteOffset, view.byteLength).fill(0xff)
}
