import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAddress } from '../../../core/address.ts'
import { FlowBatch, writeUint64 } from '../flow-batch.ts'
import type { FlowEncoder, FlowEncoderOptions } from './flow-encoder.ts'
import { createIpfixEncoder } from './ipfix-encoder.ts'
import { createNetflow5Encoder } from './netflow5-encoder.ts'
import { createNetflow9Encoder } from './netflow9-encoder.ts'
import { createSflow5Encoder } from './sflow5-encoder.ts'

const EXPORT_MS = 1_760_000_000_250

test('no encoder makes a datagram larger than it was told to', () => {
  for (const [name, create] of Object.entries(ENCODERS)) {
    const datagrams = encode(create, mixedBatch(500), { octetsMax: 700 })
    assert.ok(datagrams.length > 10, name)
    for (const datagram of datagrams) assert.ok(datagram.length <= 700, name)
  }
})

test('the same rows give the same bytes', () => {
  for (const create of Object.values(ENCODERS))
    assert.deepEqual(encode(create, mixedBatch(200)), encode(create, mixedBatch(200)))
})

test('NetFlow v5 sequence counts the records sent before', () => {
  let expected = 0
  for (const view of views(encode(ENCODERS.netflow5, mixedBatch(300)))) {
    assert.equal(view.getUint32(16), expected)
    expected += view.getUint16(2)
  }
  assert.ok(expected > 100)
})

test('NetFlow v5 refuses a row of IPv6', () => {
  const batch = mixedBatch(2)
  const encoder = ENCODERS.netflow5(optionsWith(() => {}))
  assert.equal(encoder.add(batch, 0, EXPORT_MS), true)
  assert.equal(encoder.add(batch, 1, EXPORT_MS), false)
})

test('NetFlow v9 sequence counts datagrams, and the sets fill the datagram exactly', () => {
  views(encode(ENCODERS.netflow9, mixedBatch(3000))).forEach((view, index) => {
    assert.equal(view.getUint32(12), index)
    walkSets(view, 20)
  })
})

test('templates come first and again after every so many datagrams', () => {
  const sets = views(encode(ENCODERS.netflow9, mixedBatch(6000))).map((view) => walkSets(view, 20))
  assert.ok(sets.length > 200)
  sets.forEach((ids, index) => {
    assert.equal(ids[0] === 0, index % 100 === 0, `datagram ${index}`)
  })
})

test('IPFIX sequence counts data records before the message, options records included', () => {
  const rows = 3000
  const datagrams = views(encode(ENCODERS.ipfix, mixedBatch(rows)))
  assert.equal(datagrams[0]!.getUint32(8), 0)
  let last = 0
  for (const view of datagrams) {
    assert.equal(view.getUint16(2), view.byteLength)
    assert.ok(view.getUint32(8) >= last)
    last = view.getUint32(8)
    walkSets(view, 16)
  }
  const optionsRecords = Math.ceil(datagrams.length / 100)
  assert.ok(last <= rows + optionsRecords && last > rows + optionsRecords - 60)
})

test('sFlow counts datagrams and samples from one, each source by itself', () => {
  const samples = new Map<number, number>()
  views(encode(ENCODERS.sflow5, mixedBatch(200))).forEach((view, index) => {
    assert.equal(view.getUint32(16), index + 1)
    let offset = 28
    for (let left = view.getUint32(24); left > 0; left--) {
      const source = view.getUint32(offset + 12)
      const sequence = (samples.get(source) ?? 0) + 1
      assert.equal(view.getUint32(offset + 8), sequence)
      assert.equal(view.getUint32(offset + 20), (sequence * 10) >>> 0, 'sample pool')
      samples.set(source, sequence)
      offset += 8 + view.getUint32(offset + 4)
    }
    assert.equal(offset, view.byteLength)
  })
  assert.equal(
    [...samples.values()].reduce((a, b) => a + b),
    200,
  )
})

const ENCODERS = {
  netflow5: createNetflow5Encoder,
  netflow9: (options: FlowEncoderOptions) =>
    createNetflow9Encoder({ ...options, samplingAnnouncement: 'sampler' }),
  ipfix: (options: FlowEncoderOptions) =>
    createIpfixEncoder({ ...options, samplingAnnouncement: 'selector' }),
  sflow5: (options: FlowEncoderOptions) =>
    createSflow5Encoder({ ...options, agentAddress: parseAddress('192.0.2.1')! }),
}

function optionsWith(emit: FlowEncoderOptions['emit']): FlowEncoderOptions {
  return { observationDomain: 7, bootMs: EXPORT_MS - 86_400_000, samplingInterval: 10, emit }
}

function encode(
  create: (options: FlowEncoderOptions) => FlowEncoder,
  batch: FlowBatch,
  changed: Partial<FlowEncoderOptions> = {},
): Uint8Array[] {
  const datagrams: Uint8Array[] = []
  const encoder = create({ ...optionsWith((datagram) => datagrams.push(datagram)), ...changed })
  for (let row = 0; row < batch.length; row++) encoder.add(batch, row, EXPORT_MS + row)
  encoder.flush(EXPORT_MS + batch.length)
  return datagrams
}

/** Even rows IPv4, odd rows IPv6; every third a biflow. */
function mixedBatch(length: number): FlowBatch {
  const batch = new FlowBatch(length)
  const addresses = ['192.0.2.9', '2001:db8::9'].map((text) => parseAddress(text)!)
  for (let row = 0; row < length; row++) {
    batch.srcAddress.set(addresses[row % 2]!, 16 * row)
    batch.dstAddress.set(addresses[row % 2]!, 16 * row)
    writeUint64(batch.startAt, row, EXPORT_MS - 5000)
    writeUint64(batch.packets, row, 1)
    writeUint64(batch.octets, row, 60 + row)
    writeUint64(batch.reversePackets, row, row % 3 === 0 ? 1 : 0)
    batch.protocol[row] = row % 5 === 0 ? 17 : 6
    batch.ingressInterface[row] = 10 + (row % 4)
    batch.egressInterface[row] = 1
  }
  batch.length = length
  return batch
}

function views(datagrams: readonly Uint8Array[]): DataView[] {
  return datagrams.map((d) => new DataView(d.buffer, d.byteOffset, d.byteLength))
}

/** @returns the set ids in order; fails unless the sets end exactly where the datagram does */
function walkSets(view: DataView, headerOctets: number): number[] {
  const ids: number[] = []
  let offset = headerOctets
  while (offset < view.byteLength) {
    ids.push(view.getUint16(offset))
    const length = view.getUint16(offset + 2)
    assert.ok(length >= 4 && length % 4 === 0)
    offset += length
  }
  assert.equal(offset, view.byteLength)
  return ids
}
