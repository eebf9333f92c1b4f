import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ip4, u } from '../testing/datagrams.ts'
import { decode, RECEIVED_MS, TestCollector } from '../testing/decoding.ts'

const UDP = [...u(2, 5353, 53, 100, 0)]
const IPV4 = [
  0x45,
  0,
  ...u(2, 120, 0, 0),
  64,
  17,
  0,
  0,
  ...ip4('192.0.2.1'),
  ...ip4('192.0.2.2'),
  ...UDP,
]
const FRAME = [...new Array(12).fill(2), ...u(2, 0x0800), ...IPV4]

function record(format: number, body: readonly number[]): number[] {
  const padding = new Array((4 - (body.length % 4)) % 4).fill(0)
  return [...u(4, format, body.length + padding.length), ...body, ...padding]
}

function rawHeader(octets: readonly number[], protocol = 1): number[] {
  return record(1, [...u(4, protocol, 138, 4, octets.length), ...octets])
}

function sample(
  records: readonly number[][],
  interfaces: readonly [number, number] = [3, 4],
): number[] {
  return record(1, [...u(4, 1, 3, 512, 1000, 0, ...interfaces, records.length), ...records.flat()])
}

function expanded(records: readonly number[][]): number[] {
  return record(3, [
    ...u(4, 1, 0, 3, 512, 1000, 0, 0, 70_000, 0, 4, records.length),
    ...records.flat(),
  ])
}

function datagram(samples: readonly number[][], sequence = 1): Uint8Array {
  const head = [...u(4, 5, 1), ...ip4('198.51.100.9'), ...u(4, 17, sequence, 5000, samples.length)]
  return Uint8Array.from([...head, ...samples.flat()])
}

test('a raw packet header becomes a row of one packet', () => {
  const { rows, refused, protocols } = decode(datagram([sample([rawHeader(FRAME)])]))
  assert.deepEqual(refused, {})
  assert.deepEqual(protocols, ['sflow5'])
  const { source, srcPort, dstPort, protocol, packets, octets, samplingInterval } = rows[0]!
  assert.deepEqual([source, srcPort, dstPort, protocol], ['192.0.2.1', 5353, 53, 17])
  assert.deepEqual([packets, octets, samplingInterval], [1, 120, 512])
  const { startAt, durationMs, observationDomain, ingressInterface, egressInterface } = rows[0]!
  assert.deepEqual([startAt, durationMs, observationDomain], [RECEIVED_MS, 0, 17])
  assert.deepEqual([ingressInterface, egressInterface], [3, 4])
})

test('expanded samples carry large interface numbers', () => {
  const { rows } = decode(datagram([expanded([rawHeader(IPV4, 11)])]))
  assert.deepEqual([rows[0]!.ingressInterface, rows[0]!.egressInterface], [70_000, 4])
})

test('a discarded packet is a row without egress interface; so is one for several interfaces', () => {
  for (const output of [0x40000001, 0x80000005, 0x3fffffff]) {
    const { rows } = decode(datagram([sample([rawHeader(FRAME)], [3, output])]))
    assert.deepEqual([rows.length, rows[0]!.egressInterface], [1, 0])
  }
})

test('summaries of IPv4 and IPv6 packets serve where there is no raw header', () => {
  const four = record(3, [
    ...u(4, 60, 6),
    ...ip4('192.0.2.7'),
    ...ip4('192.0.2.8'),
    ...u(4, 1, 2, 0x12, 0),
  ])
  const six = record(4, [
    ...u(4, 80, 17),
    ...new Array(16).fill(0x20),
    ...new Array(16).fill(0x21),
    ...u(4, 3, 4, 0, 0),
  ])
  const { rows } = decode(
    datagram([sample([four]), sample([six]), sample([four, rawHeader(FRAME)])]),
  )
  assert.deepEqual(
    rows.map((row) => [row.source, row.srcPort, row.dstPort, row.tcpFlags, row.octets]),
    [
      ['192.0.2.7', 1, 2, 0x12, 60],
      ['2020:2020:2020:2020:2020:2020:2020:2020', 3, 4, 0, 80],
      ['192.0.2.1', 5353, 53, 0, 120],
    ],
  )
})

test('a summary serves where the raw header is cut too short or of another link', () => {
  const four = record(3, [
    ...u(4, 60, 6),
    ...ip4('192.0.2.7'),
    ...ip4('192.0.2.8'),
    ...u(4, 1, 2, 0x12, 0),
  ])
  const cut = sample([rawHeader(FRAME.slice(0, 30)), four])
  const tokenRing = sample([four, rawHeader(FRAME, 3)])
  const { rows, refused } = decode(datagram([cut, tokenRing]))
  assert.deepEqual(
    rows.map((row) => row.tcpFlags),
    [0x12, 0x12],
  )
  assert.deepEqual(refused, {})
})

test('counter samples and unknown ones are skipped and counted', () => {
  const { rows, refused } = decode(
    datagram([
      record(2, u(4, 1, 2, 0)),
      record(4, u(4, 1, 2, 3, 0)),
      record(5, u(4, 1)),
      sample([rawHeader(FRAME)]),
    ]),
  )
  assert.equal(rows.length, 1)
  assert.deepEqual(refused, { COUNTER_SAMPLE_SKIPPED: 2, SAMPLE_SKIPPED: 1 })
})

test('samples of something else than IP, or cut off, are refused by name', () => {
  const code = (...samples: number[][]) => Object.keys(decode(datagram(samples)).refused)
  assert.deepEqual(code(sample([rawHeader(FRAME.with(12, 9))])), ['RECORD_NOT_IP'])
  assert.deepEqual(code(sample([rawHeader(FRAME, 4)])), ['RECORD_NOT_IP'])
  assert.deepEqual(code(sample([])), ['RECORD_NOT_IP'])
  assert.deepEqual(code(sample([rawHeader(FRAME.slice(0, 36))])), ['PACKET_HEADER_TRUNCATED'])
  assert.deepEqual(code(record(1, u(4, 1, 2))), ['RECORD_TRUNCATED'])
  const cut = datagram([sample([rawHeader(FRAME)])]).subarray(0, 80)
  assert.deepEqual(decode(cut).refused, { RECORD_TRUNCATED: 1 })
})

test('a lying number of samples ends with the datagram', () => {
  const lying = datagram([sample([rawHeader(FRAME)])])
  lying.set(u(4, 0xffffffff), 24)
  const { rows, refused } = decode(lying)
  assert.equal(rows.length, 1)
  assert.deepEqual(refused, { RECORD_TRUNCATED: 1 })
})

test('the sequence counts datagrams of each agent and sub-agent', () => {
  const collector = new TestCollector()
  for (const sequence of [1, 2, 5]) collector.feed(datagram([], sequence))
  assert.deepEqual([collector.result.received, collector.result.missing], [3, 2])
})
