import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatAddress, parseAddress } from '../../core/address.ts'
import { createFlowDecoder } from './decoder.ts'
import type { FlowEncoder, FlowEncoderOptions } from './encode/flow-encoder.ts'
import { createIpfixEncoder } from './encode/ipfix-encoder.ts'
import { createNetflow5Encoder } from './encode/netflow5-encoder.ts'
import { createNetflow9Encoder } from './encode/netflow9-encoder.ts'
import { createSflow5Encoder } from './encode/sflow5-encoder.ts'
import { FlowBatch, readUint64, writeUint64 } from './flow-batch.ts'

const EXPORT_MS = 1_760_000_000_000
const BOOT_MS = EXPORT_MS - 86_400_000
const EXPORTER = parseAddress('203.0.113.7')!

type Row = {
  readonly source: string
  readonly destination: string
  readonly srcPort: number
  readonly dstPort: number
  readonly protocol: number
  readonly tcpFlags: number
  readonly packets: number
  readonly octets: number
  readonly reverseOctets: number
  readonly agoMs: number
  readonly durationMs: number
  readonly ingress: number
}

const ipv4 = fc.ipV4()
const ipv6 = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((octets) => formatAddress(Uint8Array.from([0x20, 0x01, ...octets.subarray(2)])))

function rowOf(address: fc.Arbitrary<string>, counterMax: number): fc.Arbitrary<Row> {
  return fc.record({
    source: address,
    destination: address,
    srcPort: fc.nat(65535),
    dstPort: fc.nat(65535),
    protocol: fc.constantFrom(6, 17),
    tcpFlags: fc.nat(255),
    packets: fc.nat(counterMax),
    octets: fc.nat(counterMax),
    reverseOctets: fc.nat(counterMax),
    agoMs: fc.integer({ min: 1000, max: 3_600_000 }),
    durationMs: fc.nat(999),
    ingress: fc.nat(65535),
  })
}

const ENCODERS = {
  netflow5: createNetflow5Encoder,
  netflow9: (options: FlowEncoderOptions) =>
    createNetflow9Encoder({ ...options, samplingAnnouncement: 'sampler' }),
  ipfix: (options: FlowEncoderOptions) =>
    createIpfixEncoder({ ...options, samplingAnnouncement: 'selector' }),
} as const

test('what NetFlow v5 carries is decoded as it was', () => {
  checkRoundTrip('netflow5', rowOf(ipv4, 0xffffffff), false)
})

test('what NetFlow v9 carries is decoded as it was, in both families', () => {
  checkRoundTrip('netflow9', fc.oneof(rowOf(ipv4, 0xffffffff), rowOf(ipv6, 0xffffffff)), false)
})

test('what IPFIX carries is decoded as it was, in both families and both directions', () => {
  const counterMax = 2 ** 48
  checkRoundTrip('ipfix', fc.oneof(rowOf(ipv4, counterMax), rowOf(ipv6, counterMax)), true)
})

test('an sFlow sample becomes a row of one packet with its IP octets and rate', () => {
  const batch = batchOf([
    { ...EXAMPLE, octets: 577 },
    { ...EXAMPLE, source: '2001:db8::5', destination: '2001:db8::6', octets: 1400 },
  ])
  const decoded = transfer(
    (options) => createSflow5Encoder({ ...options, agentAddress: EXPORTER }),
    batch,
  )
  assert.equal(decoded.length, 2)
  assert.deepEqual([...decoded.packets.subarray(0, 4)], [1, 0, 1, 0])
  assert.deepEqual([readUint64(decoded.octets, 0), readUint64(decoded.octets, 1)], [577, 1400])
  assert.equal(formatAddress(decoded.dstAddress, 16), '2001:db8::6')
  assert.deepEqual([...decoded.samplingInterval.subarray(0, 2)], [10, 10])
  assert.equal(decoded.tcpFlags[0], EXAMPLE.tcpFlags)
})

const EXAMPLE: Row = {
  source: '192.0.2.1',
  destination: '198.51.100.2',
  srcPort: 50000,
  dstPort: 443,
  protocol: 6,
  tcpFlags: 0x18,
  packets: 1,
  octets: 60,
  reverseOctets: 0,
  agoMs: 1000,
  durationMs: 0,
  ingress: 3,
}

function checkRoundTrip(
  name: keyof typeof ENCODERS,
  row: fc.Arbitrary<Row>,
  isBiflow: boolean,
): void {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 80 }), (rows) => {
      const decoded = transfer(ENCODERS[name], batchOf(rows))
      assert.equal(decoded.length, rows.length)
      const text = (index: number): string => JSON.stringify(decodedRow(decoded, index, isBiflow))
      const got = rows.map((_row, index) => text(index)).sort()
      const sent = rows.map((row) => JSON.stringify(isBiflow ? row : { ...row, reverseOctets: 0 }))
      assert.deepEqual(got, sent.sort())
      for (let i = 0; i < rows.length; i++) {
        assert.equal(decoded.samplingInterval[i], 10)
        assert.equal(decoded.receivedAt[i], EXPORT_MS / 1000)
        assert.equal(formatAddress(decoded.exporter, 16 * i), '203.0.113.7')
      }
    }),
    { numRuns: 60 },
  )
}

function transfer(
  create: (options: FlowEncoderOptions) => FlowEncoder,
  rows: FlowBatch,
): FlowBatch {
  const decoder = createFlowDecoder()
  const decoded = new FlowBatch(4096)
  const session = { exporter: EXPORTER, port: 50_000 }
  const encoder = create({
    observationDomain: 7,
    bootMs: BOOT_MS,
    samplingInterval: 10,
    emit: (datagram) => {
      decoder.decode(
        datagram,
        session,
        EXPORT_MS,
        { batch: () => decoded },
        {
          refused: (code) => assert.fail(code),
        },
      )
    },
  })
  for (let row = 0; row < rows.length; row++) assert.ok(encoder.add(rows, row, EXPORT_MS))
  encoder.flush(EXPORT_MS)
  return decoded
}

function batchOf(rows: readonly Row[]): FlowBatch {
  const batch = new FlowBatch(rows.length)
  rows.forEach((row, index) => {
    batch.srcAddress.set(parseAddress(row.source)!, 16 * index)
    batch.dstAddress.set(parseAddress(row.destination)!, 16 * index)
    batch.srcPort[index] = row.srcPort
    batch.dstPort[index] = row.dstPort
    batch.protocol[index] = row.protocol
    batch.tcpFlags[index] = row.tcpFlags
    writeUint64(batch.packets, index, row.packets)
    writeUint64(batch.octets, index, row.octets)
    writeUint64(batch.reverseOctets, index, row.reverseOctets)
    writeUint64(batch.reversePackets, index, row.reverseOctets > 0 ? 1 : 0)
    writeUint64(batch.startAt, index, EXPORT_MS - row.agoMs)
    batch.durationMs[index] = row.durationMs
    batch.ingressInterface[index] = row.ingress
    batch.samplingInterval[index] = 10
  })
  batch.length = rows.length
  return batch
}

function decodedRow(batch: FlowBatch, index: number, isBiflow: boolean): Row {
  return {
    source: formatAddress(batch.srcAddress, 16 * index),
    destination: formatAddress(batch.dstAddress, 16 * index),
    srcPort: batch.srcPort[index]!,
    dstPort: batch.dstPort[index]!,
    protocol: batch.protocol[index]!,
    tcpFlags: batch.tcpFlags[index]!,
    packets: readUint64(batch.packets, index),
    octets: readUint64(batch.octets, index),
    reverseOctets: isBiflow ? readUint64(batch.reverseOctets, index) : 0,
    agoMs: EXPORT_MS - readUint64(batch.startAt, index),
    durationMs: batch.durationMs[index]!,
    ingress: batch.ingressInterface[index]!,
  }
}
