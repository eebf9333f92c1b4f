/** A process that collects as the service's socket thread does, and tells what it costs. */
import { parsePrefix } from '../../../core/prefix.ts'
import { Collector } from '../../../flows/collect/collector.ts'
import { DEFAULT_POLICY } from '../../../flows/collect/exporter-policy.ts'
import { kernelDrops } from '../../../flows/collect/kernel-drops.ts'
import { Spool } from '../../../flows/spool/spool.ts'
import { createFlowDecoder } from '../../../flows/wire/decoder.ts'
import { chosenReceiver } from '../../native-receiver.ts'
import { newWriterId, systemClock, systemRandom } from '../../system-ports.ts'
import type {
  ReceiverCounts,
  ReceiverMessage,
  ReceiverOrder,
  ReceiverTask,
} from './receiver-messages.ts'

const LOOPBACK = '127.0.0.1'

const task: ReceiverTask = JSON.parse(process.argv[2]!)
const say = (message: ReceiverMessage): void => {
  process.send!(message)
}

const collector = new Collector({
  listeners: [{ address: LOOPBACK, port: task.port }],
  portSharing: task.portSharing,
  nativeReceiver: chosenReceiver(),
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
const { port } = (await collector.counts()).listeners[0]!

process.on('message', async (order: ReceiverOrder) => {
  if (order.kind === 'count') return say({ kind: 'counted', ...(await counts()) })
  if (order.kind === 'open') return collector.open()
  // A closed socket has nothing to tell of what it lost.
  const lastDrops = await kernelDrops([port])
  await collector.stop()
  say({ kind: 'stopped', ...(await counts()), kernelDrops: lastDrops })
})
process.on('disconnect', () => process.exit(0))
say({ kind: 'listening', port })

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
