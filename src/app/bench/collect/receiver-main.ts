/** A process that collects as the service's socket thread does, and tells what it costs. */
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { parsePrefix } from '../../../core/prefix.ts'
import { Collector } from '../../../flows/collect/collector.ts'
import { DEFAULT_POLICY } from '../../../flows/collect/exporter-policy.ts'
import { kernelDrops } from '../../../flows/collect/kernel-drops.ts'
import { Spool } from '../../../flows/spool/spool.ts'
import { createFlowDecoder } from '../../../flows/wire/decoder.ts'
import { newWriterId, systemClock, systemRandom } from '../../system-ports.ts'
import type {
  ReceiverCounts,
  ReceiverMessage,
  ReceiverOrder,
  ReceiverTask,
} from './receiver-messages.ts'

const LOOPBACK = '127.0.0.1'
const RECEIVE_BUFFER_OCTETS = 4 * 2 ** 20

const task: ReceiverTask = JSON.parse(process.argv[2]!)
const say = (message: ReceiverMessage): void => {
  process.send!(message)
}

const collector = new Collector({
  listeners: task.sharesPort ? [] : [{ address: LOOPBACK, port: task.port }],
  allowed: [parsePrefix('127.0.0.0/8')!],
  decoder: createFlowDecoder(),
  spool: await Spool.open({
    directory: task.spoolDirectory,
    writerId: newWriterId(),
    clock: systemClock,
  }),
  clock: systemClock,
  random: systemRandom,
  // Five exporters send what a network of hundreds would; the limit of one is not what is measured.
  policy: { ...DEFAULT_POLICY, recordsPerSecondMax: Number.MAX_SAFE_INTEGER },
})
await collector.start()
const shared = task.sharesPort ? await openShared(task.port) : undefined
const port = shared?.address().port ?? (await collector.counts()).listeners[0]!.port

process.on('message', async (order: ReceiverOrder) => {
  if (order.kind === 'count') return say({ kind: 'counted', ...(await counts()) })
  // A closed socket has nothing to tell of what it lost.
  const lastDrops = await kernelDrops([port])
  shared?.close()
  await collector.stop()
  say({ kind: 'stopped', ...(await counts()), kernelDrops: lastDrops })
})
process.on('disconnect', () => process.exit(0))
say({ kind: 'listening', port })

/** As the collector opens its sockets, but for the shared port. */
async function openShared(wanted: number): Promise<Socket> {
  const socket = createSocket({
    type: 'udp4',
    reusePort: true,
    recvBufferSize: RECEIVE_BUFFER_OCTETS,
  })
  socket.on('message', (payload, source) => collector.receive(payload, source.address, source.port))
  socket.bind(wanted, LOOPBACK)
  await once(socket, 'listening')
  return socket
}

async function counts(): Promise<ReceiverCounts> {
  const { exporters, segments, segmentRecords, droppedRecords } = await collector.counts()
  const { user, system } = process.cpuUsage()
  return {
    datagrams: exporters.reduce((sum, exporter) => sum + exporter.datagrams, 0),
    records: exporters.reduce((sum, exporter) => sum + exporter.records, 0),
    spooled: segmentRecords,
    segments,
    dropped: droppedRecords,
    kernelDrops: await kernelDrops([port]),
    cpuSeconds: (user + system) / 1e6,
    rssMaxMb: process.resourceUsage().maxRSS / 1024,
  }
}
