import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EXPORT_SECONDS, ip4, UPTIME_MS, u } from '../testing/datagrams.ts'
import { decode, TestCollector } from '../testing/decoding.ts'

function netflow5(
  recordCount: number,
  changes: { declared?: number; sequence?: number } = {},
): Uint8Array {
  const record = [
    ...ip4('192.0.2.1'),
    ...ip4('198.51.100.2'),
    ...ip4('0.0.0.0'),
    ...u(2, 3, 4),
    ...u(4, 10, 5000, UPTIME_MS - 9000, UPTIME_MS - 4000),
    ...u(2, 50_000, 443),
    ...[0, 0x1b, 6, 0],
    ...u(2, 64500, 64501),
    ...[24, 16, 0, 0],
  ]
  return Uint8Array.from([
    ...u(2, 5, changes.declared ?? recordCount),
    ...u(4, UPTIME_MS, EXPORT_SECONDS, 250_000_000, changes.sequence ?? 0),
    ...[2, 9],
    ...u(2, 0x4000 | 128),
    ...new Array(recordCount).fill(record).flat(),
  ])
}

test('a NetFlow v5 record fills its columns; the header gives sampling and engine', () => {
  const { rows, refused, protocols } = decode(netflow5(1))
  assert.deepEqual(refused, {})
  assert.deepEqual(protocols, ['netflow5'])
  assert.deepEqual(rows, [
    {
      receivedAt: EXPORT_SECONDS,
      startAt: EXPORT_SECONDS * 1000 + 250 - 9000,
      durationMs: 5000,
      source: '192.0.2.1',
      destination: '198.51.100.2',
      srcPort: 50_000,
      dstPort: 443,
      protocol: 6,
      tcpFlags: 0x1b,
      reverseTcpFlags: 0,
      packets: 10,
      octets: 5000,
      reversePackets: 0,
      reverseOctets: 0,
      samplingInterval: 128,
      exporter: '203.0.113.1',
      observationDomain: 0x0209,
      ingressInterface: 3,
      egressInterface: 4,
      biflowDirection: 0,
    },
  ])
})

test('a datagram cut short keeps its whole records and says how many are gone', () => {
  const { rows, refused } = decode(netflow5(5).subarray(0, 24 + 48 * 3 + 10))
  assert.equal(rows.length, 3)
  assert.deepEqual(refused, { RECORD_TRUNCATED: 2 })
})

test('more than 30 records is a damaged header', () => {
  const { rows, refused } = decode(netflow5(5, { declared: 55_582 }))
  assert.equal(rows.length, 0)
  assert.deepEqual(refused, { LENGTH_INVALID: 1 })
})

test('octets behind the declared records are refused', () => {
  const { rows, refused } = decode(netflow5(5, { declared: 2 }))
  assert.equal(rows.length, 2)
  assert.deepEqual(refused, { LENGTH_INVALID: 1 })
})

test('the sequence counts flows', () => {
  const collector = new TestCollector()
  for (const sequence of [0, 30, 90]) collector.feed(netflow5(30, { sequence }))
  assert.deepEqual([collector.result.received, collector.result.missing], [90, 30])
})

test('datagrams of unknown version, or too short for any, are refused', () => {
  assert.deepEqual(decode(Uint8Array.of(0, 7, 0, 0)).refused, { VERSION_UNKNOWN: 1 })
  assert.deepEqual(decode(Uint8Array.of(0, 0, 0, 4)).refused, { VERSION_UNKNOWN: 1 })
  for (const bytes of [[], [0, 5], [0, 5, 0, 1], [0, 9, 0, 0], [0, 10, 0, 16], [0, 0, 0, 5]])
    assert.deepEqual(decode(Uint8Array.from(bytes)).refused, { MESSAGE_TOO_SHORT: 1 })
})
