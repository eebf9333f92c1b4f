import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ip4, ipfix, set, type TestField, template, u } from '../testing/datagrams.ts'
import { decode, TestCollector } from '../testing/decoding.ts'

const SOURCE: TestField = [8, 4]
const DESTINATION: TestField = [12, 4]
const ENDS = [...ip4('192.0.2.1'), ...ip4('198.51.100.2')]

test('sampling announced for selectors, interfaces and the whole domain', () => {
  const flow = (list: TestField[], ...values: number[][]) => [
    set(2, template(256, [SOURCE, DESTINATION, ...list])),
    set(256, ENDS, ...values),
  ]
  const selectors = [
    set(3, u(2, 300, 3, 1), u(2, 302, 8), u(2, 305, 4), u(2, 306, 4)),
    set(300, u(8, 1), u(4, 1, 99), u(8, 2), u(4, 10, 90)),
  ]
  const interval = (...sets: number[][]) => decode(ipfix(sets)).rows.map((r) => r.samplingInterval)
  assert.deepEqual(interval(...selectors, ...flow([[302, 8]], u(8, 1))), [100])
  assert.deepEqual(interval(...selectors, ...flow([[302, 8]], u(8, 2))), [10])
  assert.deepEqual(interval(...selectors, ...flow([[302, 8]], u(8, 3))), [1], 'unknown selector')
  const interfaces = [
    set(3, u(2, 301, 2, 1), u(2, 10, 4), u(2, 34, 4)),
    set(301, u(4, 7, 64)),
    set(3, u(2, 302, 2, 1), u(2, 149, 4), u(2, 34, 4)),
    set(302, u(4, 1, 2000)),
  ]
  assert.deepEqual(interval(...interfaces, ...flow([[10, 4]], u(4, 7))), [64])
  assert.deepEqual(interval(...interfaces, ...flow([[10, 4]], u(4, 8))), [2000])
  const population = [
    set(3, u(2, 303, 3, 1), u(2, 149, 4), u(2, 309, 4), u(2, 310, 4)),
    set(303, u(4, 1, 2, 1000)),
  ]
  assert.deepEqual(interval(...population, ...flow([])), [500])
  const randomOutOfN = [
    set(3, u(2, 304, 4, 1), u(2, 302, 4), u(2, 305, 4), u(2, 309, 4), u(2, 310, 4)),
    set(304, u(4, 1, 1, 1, 256)),
  ]
  assert.deepEqual(interval(...randomOutOfN, ...flow([])), [256], 'as Cisco IOS XR says it')
  assert.deepEqual(interval(...population, ...flow([[34, 4]], u(4, 77))), [77], 'own field first')
})

test('what domain 0 announces holds for the whole exporter', () => {
  const whole = ipfix(
    [set(3, u(2, 302, 2, 1), u(2, 144, 4), u(2, 34, 4)), set(302, u(4, 1, 2000))],
    { domain: 0 },
  )
  const announced = set(2, template(256, [SOURCE, DESTINATION]))
  const { rows } = decode(whole, ipfix([announced, set(256, ENDS)], { domain: 5 }))
  assert.equal(rows[0]!.samplingInterval, 2000)
})

test('a withdrawn template is not used any more', () => {
  const announced = set(2, template(256, [SOURCE, DESTINATION]))
  const data = ipfix([set(256, ENDS)])
  for (const gone of [set(2, u(2, 256, 0)), set(2, u(2, 2, 0))]) {
    const { rows, refused } = decode(ipfix([announced]), data, ipfix([gone]), data)
    assert.equal(rows.length, 1)
    assert.deepEqual(refused, { TEMPLATE_MISSING: 1 })
  }
})

test('the same template id in another observation domain is another template', () => {
  const a = ipfix([set(2, template(256, [SOURCE, DESTINATION]))], { domain: 1 })
  const b = ipfix([set(2, template(256, [DESTINATION, SOURCE]))], { domain: 2 })
  const { rows } = decode(
    a,
    b,
    ipfix([set(256, ENDS)], { domain: 1 }),
    ipfix([set(256, ENDS)], { domain: 2 }),
  )
  assert.deepEqual(
    rows.map((row) => row.source),
    ['192.0.2.1', '198.51.100.2'],
  )
})

test('lying lengths and empty records are refused by name', () => {
  const announced = set(2, template(256, [SOURCE, DESTINATION]))
  const good = set(256, ENDS)
  const codes = (...sets: number[][]) => Object.keys(decode(ipfix(sets)).refused)
  assert.deepEqual(codes([...u(2, 256, 3)]), ['SET_LENGTH_INVALID'])
  assert.deepEqual(codes(announced, [...u(2, 256, 400), ...ENDS]), ['SET_LENGTH_INVALID'])
  assert.deepEqual(codes(set(200, [1])), ['SET_UNKNOWN'])
  assert.deepEqual(codes(set(2, template(256, [[999, 0]]))), ['TEMPLATE_INVALID'])
  assert.deepEqual(codes(set(2, u(2, 256, 9), u(2, 8, 4))), ['TEMPLATE_INVALID'])
  assert.deepEqual(codes(set(2, template(256, [SOURCE, DESTINATION, [27, 4]]))), [
    'FIELD_LENGTH_INVALID',
  ])
  const wide = template(256, new Array(513).fill([999, 1]))
  assert.deepEqual(codes(set(2, wide)), ['TEMPLATE_TOO_WIDE'])
  const short = decode(ipfix([announced, good]).subarray(0, 20))
  assert.deepEqual(Object.keys(short.refused), ['LENGTH_INVALID', 'SET_LENGTH_INVALID'])
  assert.deepEqual(decode(ipfix([announced, good, set(256, ENDS, ENDS.slice(1))])).refused, {
    RECORD_TRUNCATED: 1,
  })
})

test('templates serve another source port unless two ports disagree', () => {
  const plain = ipfix([set(2, template(256, [SOURCE, DESTINATION]))])
  const turned = ipfix([set(2, template(256, [DESTINATION, SOURCE]))])
  const data = ipfix([set(256, ENDS)])
  const restarted = new TestCollector().feed(plain, { port: 1 }).feed(data, { port: 2 }).result
  assert.equal(restarted.rows.length, 1)
  const behindOneAddress = new TestCollector()
    .feed(plain, { port: 1 })
    .feed(turned, { port: 2 })
    .feed(data, { port: 1 })
    .feed(data, { port: 2 })
    .feed(data, { port: 3 }).result
  assert.deepEqual(
    behindOneAddress.rows.map((row) => row.source),
    ['192.0.2.1', '198.51.100.2'],
  )
  assert.deepEqual(behindOneAddress.refused, { TEMPLATE_MISSING: 1 })
})
