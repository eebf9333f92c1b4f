import assert from 'node:assert/strict'
import { createSocket, type Socket } from 'node:dgram'
import { test } from 'node:test'
import { until } from '../../../tools/testing/until.ts'
import { ManualClock } from '../../core/clock.ts'
import { parsePrefix } from '../../core/prefix.ts'
import { SeededRandom } from '../../core/random.ts'
import { SpoolError } from '../spool/errors.ts'
import type { Segment } from '../spool/spool.ts'
import { createFlowDecoder } from '../wire/decoder.ts'
import { createNetflow9Encoder } from '../wire/encode/netflow9-encoder.ts'
import { FlowBatch, readUint64, writeUint64 } from '../wire/flow-batch.ts'
import { Collector, type CollectorOptions } from './collector.ts'
import { testWithEachReceiver } from './testing/each-receiver.ts'

const START_MS = 1_700_000_000_000
const SEGMENT: Segment = { name: 's', path: '/s', octets: 1 }

/** Datagrams holding `count` records whose octet counts are 1, 2, 3 … */
function datagramsOf(count: number): Uint8Array[] {
  const datagrams: Uint8Array[] = []
  const encoder = createNetflow9Encoder({
    observationDomain: 7,
    bootMs: START_MS - 3_600_000,
    samplingInterval: 100,
    samplingAnnouncement: 'interval',
    emit: (datagram) => datagrams.push(datagram),
  })
  const row = new FlowBatch(1)
  writeUint64(row.startAt, 0, START_MS - 1000)
  row.srcAddress.set([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 192, 0, 2, 1])
  row.dstAddress.set([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 192, 0, 2, 2])
  writeUint64(row.packets, 0, 1)
  for (let i = 1; i <= count; i++) {
    writeUint64(row.octets, 0, i)
    encoder.add(row, 0, START_MS)
  }
  encoder.flush(START_MS)
  return datagrams
}

async function collecting(
  options: Partial<CollectorOptions>,
  use: (collector: Collector) => Promise<void>,
): Promise<void> {
  const collector = new Collector({
    listeners: [{ address: '127.0.0.1', port: 0 }],
    allowed: [parsePrefix('127.0.0.1')!],
    decoder: createFlowDecoder(),
    spool: { write: async () => SEGMENT },
    clock: new ManualClock(START_MS),
    random: new SeededRandom(1),
    ...options,
  })
  await collector.start()
  try {
    await use(collector)
  } finally {
    await collector.stop()
  }
}

async function send(collector: Collector, datagrams: readonly Uint8Array[], from = '127.0.0.1') {
  const { port } = (await collector.counts()).listeners[0]!
  const socket: Socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, from, resolve))
  for (const datagram of datagrams)
    await new Promise((resolve) => socket.send(datagram, port, '127.0.0.1', resolve))
  socket.close()
}

testWithEachReceiver(
  'what a socket receives reaches the spool record by record, with the exporter named',
  async (receiver) => {
    const octets: number[] = []
    const write = async (batch: FlowBatch): Promise<Segment> => {
      for (let row = 0; row < batch.length; row++) octets.push(readUint64(batch.octets, row))
      return SEGMENT
    }
    await collecting({ ...receiver, spool: { write } }, async (collector) => {
      await send(collector, datagramsOf(500))
      await until(async () => (await collector.counts()).exporters[0]?.records === 500)
      const [exporter] = (await collector.counts()).exporters
      assert.equal(exporter!.address, '127.0.0.1')
      assert.deepEqual(exporter!.protocols, ['netflow9'])
      assert.deepEqual(exporter!.samplingIntervals, [100])
      assert.deepEqual(exporter!.refused, {})
    })
    assert.deepEqual(
      octets.sort((a, b) => a - b),
      Array.from({ length: 500 }, (_, i) => i + 1),
    )
  },
)

testWithEachReceiver(
  'a stranger is counted and nothing of what it sends is decoded',
  async (receiver) => {
    await collecting(
      { ...receiver, allowed: [parsePrefix('192.0.2.0/24')!] },
      async (collector) => {
        await send(collector, datagramsOf(10))
        await until(async () => ((await collector.counts()).strangers[0]?.datagrams ?? 0) > 0)
        assert.deepEqual((await collector.counts()).exporters, [])
      },
    )
  },
)

testWithEachReceiver('a gap in the sequence shows as loss of that exporter', async (receiver) => {
  await collecting(receiver, async (collector) => {
    const datagrams = datagramsOf(500)
    await send(collector, datagrams.toSpliced(2, 1))
    await until(
      async () => (await collector.counts()).exporters[0]?.datagrams === datagrams.length - 1,
    )
    const [exporter] = (await collector.counts()).exporters
    assert.equal(exporter!.sequenceMissing, 1)
    assert.equal(exporter!.sequenceReceived, datagrams.length - 1)
  })
})

testWithEachReceiver(
  'when the spool refuses, its records are counted as lost under the exporter',
  async (receiver) => {
    const write = async (): Promise<Segment> => {
      throw new SpoolError('SPOOL_FULL', 'full')
    }
    await collecting({ ...receiver, spool: { write }, flushAfterMs: 5 }, async (collector) => {
      await send(collector, datagramsOf(100))
      await until(async () => (await collector.counts()).exporters[0]?.refused.SPOOL_FULL === 100)
      assert.equal((await collector.counts()).droppedRecords, 100)
    })
  },
)

test('while the disk does not answer memory stays bounded and the excess is counted', async () => {
  const { promise: blocked, resolve: release } = Promise.withResolvers<void>()
  const held: number[] = []
  const write = async (batch: FlowBatch): Promise<Segment> => {
    held.push(batch.length)
    await blocked
    return SEGMENT
  }
  await collecting({ spool: { write }, batchCapacity: 100, batchCount: 2 }, async (collector) => {
    for (const datagram of datagramsOf(1000)) collector.receive(datagram, '127.0.0.1', 9)
    const [exporter] = (await collector.counts()).exporters
    release()
    assert.equal(exporter!.records, 1000)
    assert.equal(held.length, 2)
    assert.ok(held.every((rows) => rows >= 100 && rows < 200))
    assert.equal(exporter!.refused.SPOOL_BEHIND, 1000 - held[0]! - held[1]!)
  })
})

testWithEachReceiver(
  'a port that is taken is an error that names it, and nothing stays bound',
  async (receiver) => {
    const taken = createSocket('udp4')
    await new Promise<void>((resolve) => taken.bind(0, '127.0.0.1', resolve))
    const { port } = taken.address()
    const listeners = [
      { address: '127.0.0.1', port: 0 },
      { address: '127.0.0.1', port },
    ]
    await assert.rejects(
      collecting({ ...receiver, listeners }, async () => assert.fail('must not start')),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, 'LISTENER_NOT_BOUND')
        assert.match(error.message, new RegExp(`127\\.0\\.0\\.1 port ${port} `))
        return true
      },
    )
    taken.close()
  },
)
