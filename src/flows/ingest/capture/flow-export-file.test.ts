import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFlowDecoder } from '../../wire/decoder.ts'
import { createNetflow5Encoder } from '../../wire/encode/netflow5-encoder.ts'
import { FlowBatch, writeUint64 } from '../../wire/flow-batch.ts'
import { ingestFile } from '../ingest-file.ts'
import type { IngestOptions, IngestResult } from '../ingest-options.ts'
import { noEngine, RECEIVED_AT_MS, withFile } from '../testing/ingest-content.ts'

const EXPORT_MS = Date.UTC(2025, 5, 1)
const START_MS = EXPORT_MS - 60_000
const EXPORTER = [192, 0, 2, 254]

/** NetFlow v5 datagrams with `recordCount` flows, source ports counting up. */
function exportFlows(recordCount: number, samplingInterval: number): Uint8Array[] {
  const datagrams: Uint8Array[] = []
  const encoder = createNetflow5Encoder({
    observationDomain: 0,
    bootMs: EXPORT_MS - 3_600_000,
    samplingInterval,
    emit: (datagram) => datagrams.push(datagram),
  })
  const batch = new FlowBatch(1)
  batch.srcAddress.set([255, 255, 198, 51, 100, 1], 10)
  batch.dstAddress.set([255, 255, 203, 0, 113, 9], 10)
  batch.protocol[0] = 6
  batch.durationMs[0] = 1_500
  writeUint64(batch.startAt, 0, START_MS)
  writeUint64(batch.packets, 0, 7)
  writeUint64(batch.octets, 0, 700)
  for (let port = 0; port < recordCount; port++) {
    batch.srcPort[0] = port
    batch.dstPort[0] = 443
    encoder.add(batch, 0, EXPORT_MS)
  }
  encoder.flush(EXPORT_MS)
  return datagrams
}

/** A classic capture on Ethernet; protocol 17 frames around the payloads. */
function capture(payloads: readonly Uint8Array[], protocol = 17): Buffer {
  const header = Buffer.alloc(24)
  header.writeUInt32LE(0xa1b2c3d4, 0)
  header.writeUInt16LE(2, 4)
  header.writeUInt16LE(4, 6)
  header.writeUInt32LE(65_535, 16)
  header.writeUInt32LE(1, 20)
  const packets = payloads.map((payload) => {
    const frame = Buffer.alloc(16 + 42 + payload.length)
    frame.writeUInt32LE(EXPORT_MS / 1000, 0)
    frame.writeUInt32LE(42 + payload.length, 8)
    frame.writeUInt32LE(42 + payload.length, 12)
    const ip = frame.subarray(16 + 14)
    frame.writeUInt16BE(0x0800, 16 + 12)
    ip[0] = 0x45
    ip.writeUInt16BE(28 + payload.length, 2)
    ip[8] = 64
    ip[9] = protocol
    ip.set(EXPORTER, 12)
    ip.set([192, 0, 2, 1], 16)
    ip.writeUInt16BE(40_000, 20)
    ip.writeUInt16BE(2_055, 22)
    ip.writeUInt16BE(8 + payload.length, 24)
    ip.set(payload, 28)
    return frame
  })
  return Buffer.concat([header, ...packets])
}

type Columns = {
  readonly srcPort: readonly number[]
  readonly receivedAt: ReadonlySet<number>
  readonly samplingInterval: ReadonlySet<number>
  readonly exporter: ReadonlySet<string>
}

async function ingest(
  content: Buffer,
  options: Partial<IngestOptions> = {},
): Promise<IngestResult & Columns> {
  const srcPort: number[] = []
  const receivedAt = new Set<number>()
  const samplingInterval = new Set<number>()
  const exporter = new Set<string>()
  const result = await withFile('capture', content, (path) =>
    ingestFile(
      path,
      {
        format: 'pcap',
        receivedAtMs: RECEIVED_AT_MS,
        engine: noEngine,
        decoder: createFlowDecoder(),
        ...options,
      },
      async (batch) => {
        for (let row = 0; row < batch.length; row++) {
          srcPort.push(batch.srcPort[row]!)
          receivedAt.add(batch.receivedAt[row]!)
          samplingInterval.add(batch.samplingInterval[row]!)
          exporter.add([...batch.exporter.subarray(16 * row + 12, 16 * row + 16)].join('.'))
        }
      },
      () => {},
    ),
  )
  return { ...result, srcPort, receivedAt, samplingInterval, exporter }
}

test('records of a capture carry the exporter of the datagram and the time of ingestion', async () => {
  const result = await ingest(capture(exportFlows(100, 1)))
  assert.deepEqual([result.records, result.skipped], [100, {}])
  assert.deepEqual([result.firstStartMs, result.lastStartMs], [START_MS, START_MS])
  assert.deepEqual([...result.exporter], ['192.0.2.254'])
  assert.deepEqual([...result.receivedAt], [RECEIVED_AT_MS / 1000])
})

test('the interval of the exporter stands before the one given for the file', async () => {
  const options = { samplingInterval: 500 }
  const told = await ingest(capture(exportFlows(3, 64)), options)
  const untold = await ingest(capture(exportFlows(3, 1)), options)
  assert.deepEqual([[...told.samplingInterval], [...untold.samplingInterval]], [[64], [500]])
})

test('every record is delivered once, in order, when datagrams overrun the batch', async () => {
  for (const batchRowCount of [1, 7, 30, 31, 1_000]) {
    const result = await ingest(capture(exportFlows(200, 1)), { batchRowCount })
    assert.equal(result.records, 200)
    assert.deepEqual(
      result.srcPort,
      Array.from({ length: 200 }, (_, port) => port),
    )
    assert.deepEqual([...result.receivedAt], [RECEIVED_AT_MS / 1000])
  }
})

test('what is refused is counted by its code', async () => {
  const [datagram] = exportFlows(2, 1)
  const foreign = capture([datagram!], 6).subarray(24)
  const content = capture([Buffer.from([0, 99, 0, 0]), datagram!, Buffer.from([1])])
  const result = await ingest(Buffer.concat([content, foreign]))
  assert.equal(result.records, 2)
  assert.deepEqual(result.skipped, {
    VERSION_UNKNOWN: 1,
    MESSAGE_TOO_SHORT: 1,
    PACKET_NOT_UDP: 1,
  })
})

test('a capture that ends within a packet is an error', async () => {
  const content = capture(exportFlows(2, 1))
  await assert.rejects(ingest(content.subarray(0, -1)), { code: 'PCAP_TRUNCATED' })
})
