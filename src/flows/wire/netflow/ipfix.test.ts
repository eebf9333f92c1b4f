import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ip4, ipfix, set, type TestField, template, u } from '../testing/datagrams.ts'
import { decode } from '../testing/decoding.ts'

const REVERSE = 29305
const SOURCE: TestField = [8, 4]
const DESTINATION: TestField = [12, 4]
const ENDS = [...ip4('192.0.2.1'), ...ip4('198.51.100.2')]

/** Decodes one record of both addresses and these fields. */
function one(list: readonly TestField[], ...values: readonly number[][]) {
  const announced = set(2, template(256, [SOURCE, DESTINATION, ...list]))
  return decode(ipfix([announced, set(256, ENDS, ...values)]))
}

test('counters and ports may be reduced in size', () => {
  const list: TestField[] = [
    [1, 3],
    [2, 5],
    [7, 1],
    [11, 2],
    [10, 1],
  ]
  const { rows } = one(list, u(3, 70_000), u(5, 5_000_000_000), u(1, 53), u(2, 443), u(1, 7))
  assert.equal(rows.length, 1)
  const { octets, packets, srcPort, dstPort, ingressInterface } = rows[0]!
  assert.deepEqual([octets, packets, srcPort, dstPort, ingressInterface], [70_000, 5e9, 53, 443, 7])
})

test('elements without a column are skipped by their length, enterprise ones too', () => {
  const list: TestField[] = [
    [136, 1],
    [999, 7],
    [5, 9, 12345],
    [11, 2],
  ]
  const { rows, refused } = one(list, u(1, 1), new Array(7).fill(9), new Array(9).fill(9), u(2, 80))
  assert.equal(rows[0]!.dstPort, 80)
  assert.deepEqual(refused, {})
})

test('fields of variable length are walked, short and long', () => {
  const list: TestField[] = [
    [460, 65535],
    [11, 2],
    [459, 65535],
    [1, 4],
  ]
  const long = [255, ...u(2, 300), ...new Array(300).fill(65)]
  const announced = set(2, template(256, [...list, SOURCE, DESTINATION]))
  const record = (port: number) => [3, 97, 98, 99, ...u(2, port), ...long, ...u(4, 60), ...ENDS]
  const { rows, refused } = decode(ipfix([announced, set(256, record(80), record(81), [0, 0, 0])]))
  assert.deepEqual(
    rows.map((row) => [row.dstPort, row.octets, row.destination]),
    [
      [80, 60, '198.51.100.2'],
      [81, 60, '198.51.100.2'],
    ],
  )
  assert.deepEqual(refused, {})
})

test('a variable length that reaches past the set is refused, and what came before it stays', () => {
  const announced = set(2, template(256, [SOURCE, DESTINATION, [460, 65535]]))
  const { rows, refused } = decode(ipfix([announced, set(256, ENDS, [1, 9], ENDS, [200, 9, 9])]))
  assert.equal(rows.length, 1)
  assert.deepEqual(refused, { RECORD_TRUNCATED: 1 })
})

test('reverse elements make a biflow', () => {
  const list: TestField[] = [
    [1, 8],
    [1, 8, REVERSE],
    [2, 4, REVERSE],
    [6, 1],
    [6, 2, REVERSE],
  ]
  const { rows } = one(list, u(8, 100), u(8, 2000), u(4, 3), u(1, 2), u(2, 0x0112))
  const { octets, reverseOctets, reversePackets, tcpFlags, reverseTcpFlags, biflowDirection } =
    rows[0]!
  assert.deepEqual([octets, reverseOctets, reversePackets], [100, 2000, 3])
  assert.deepEqual([tcpFlags, reverseTcpFlags, biflowDirection], [2, 0x12, 0])
})

test('biflowDirection reverseInitiator turns the record round', () => {
  const list: TestField[] = [
    [7, 2],
    [11, 2],
    [1, 4],
    [1, 4, REVERSE],
    [239, 1],
  ]
  const { rows } = one(list, u(2, 443, 50_000), u(4, 900, 100), [2])
  assert.deepEqual(
    [rows[0]!.source, rows[0]!.dstPort, rows[0]!.octets, rows[0]!.biflowDirection],
    ['198.51.100.2', 443, 100, 1],
  )
  assert.equal(one(list, u(2, 443, 5), u(4, 9, 1), [1]).rows[0]!.biflowDirection, 1)
  assert.equal(one(list, u(2, 443, 5), u(4, 9, 1), [3]).rows[0]!.biflowDirection, 0)
})

test('initiator and responder counters make a biflow whose source is the initiator', () => {
  const list: TestField[] = [
    [231, 4],
    [232, 4],
    [298, 4],
    [299, 4],
  ]
  const { octets, reverseOctets, packets, reversePackets, biflowDirection } = one(
    list,
    u(4, 10, 20, 1, 2),
  ).rows[0]!
  assert.deepEqual([octets, reverseOctets, packets, reversePackets], [10, 20, 1, 2])
  assert.equal(biflowDirection, 1)
})

test('a delta of zero is not replaced by a total, but by what left the interface', () => {
  assert.equal(
    one(
      [
        [1, 4],
        [85, 4],
      ],
      u(4, 0, 65),
    ).rows[0]!.octets,
    0,
  )
  assert.equal(one([[85, 4]], u(4, 65)).rows[0]!.octets, 65)
  assert.equal(
    one(
      [
        [1, 4],
        [23, 4],
      ],
      u(4, 0, 65),
    ).rows[0]!.octets,
    65,
  )
})

test('ICMP type and code stand in the destination port, whichever element told them', () => {
  assert.equal(
    one(
      [
        [4, 1],
        [32, 2],
      ],
      [1],
      u(2, 0x0800),
    ).rows[0]!.dstPort,
    0x0800,
  )
  assert.equal(
    one(
      [
        [4, 1],
        [139, 2],
      ],
      [58],
      u(2, 0x8000),
    ).rows[0]!.dstPort,
    0x8000,
  )
  assert.equal(
    one(
      [
        [4, 1],
        [176, 1],
        [177, 1],
      ],
      [1],
      [3, 4],
    ).rows[0]!.dstPort,
    0x0304,
  )
  assert.equal(
    one(
      [
        [4, 1],
        [178, 1],
        [179, 1],
      ],
      [58],
      [129, 0],
    ).rows[0]!.dstPort,
    0x8100,
  )
  const tcp = one(
    [
      [4, 1],
      [11, 2],
      [32, 2],
    ],
    [6],
    u(2, 443),
    u(2, 0x0800),
  ).rows[0]!
  assert.equal(tcp.dstPort, 443, 'not for another protocol')
})

test('a packet section is read to its ports and counts as one packet', () => {
  const udp = [...u(2, 5353, 53, 20, 0), 1, 2, 3]
  const ip = [0x45, 0, ...u(2, 40, 0, 0), 64, 17, 0, 0, ...ENDS, ...udp]
  const frame = [...new Array(12).fill(2), 0x08, 0x00, ...ip]
  for (const [element, octets] of [
    [315, frame],
    [313, ip],
  ] as const) {
    const announced = set(
      2,
      template(256, [
        [element, 65535],
        [10, 4],
      ]),
    )
    const { rows } = decode(ipfix([announced, set(256, [octets.length, ...octets], u(4, 7))]))
    const { source, srcPort, dstPort, protocol, packets, ingressInterface } = rows[0]!
    assert.deepEqual([source, srcPort, dstPort, protocol], ['192.0.2.1', 5353, 53, 17])
    assert.deepEqual([packets, rows[0]!.octets, ingressInterface], [1, 40, 7])
  }
})

test('records without two addresses are counted, not stored', () => {
  const { rows, refused } = decode(
    ipfix([
      set(
        2,
        template(256, [
          [56, 6],
          [1, 4],
        ]),
      ),
      set(256, new Array(30).fill(1)),
    ]),
  )
  assert.equal(rows.length, 0)
  assert.deepEqual(refused, { RECORD_NOT_IP: 3 })
})

test('the sequence counts data records, options included', () => {
  const announced = set(2, template(256, [SOURCE, DESTINATION]))
  const three = (sequence: number) => ipfix([set(256, ENDS, ENDS, ENDS)], { sequence })
  const lossless = decode(ipfix([announced]), three(0), three(3), three(6))
  assert.deepEqual([lossless.received, lossless.missing], [9, 0])
  const lossy = decode(ipfix([announced]), three(0), three(9), three(12))
  assert.deepEqual([lossy.received, lossy.missing], [9, 6])
})
