/** The socket thread: receives, decodes and spools, and does nothing else. */
import { parentPort, workerData } from 'node:worker_threads'
import { NoroshiError } from '../../core/error.ts'
import { parsePrefix } from '../../core/prefix.ts'
import { Collector } from '../../flows/collect/collector.ts'
import { ReceiptClock } from '../../flows/collect/receipt-clock.ts'
import { TemplateFile } from '../../flows/collect/template-file.ts'
import { Spool } from '../../flows/spool/spool.ts'
import { createFlowDecoder } from '../../flows/wire/decoder.ts'
import { chosenReceiver } from '../native-receiver.ts'
import { systemClock, systemRandom } from '../system-ports.ts'
import type { CollectorMessage, CollectorOrder, CollectorTask } from './collector-messages.ts'
import { generalPolicy, policyExceptions } from './exporter-policies.ts'
import { VirtualTime } from './virtual-time.ts'

const COUNTS_EVERY_MS = 1_000
/** How soon the first announcements are kept; later ones wait longer (TemplateFile). */
const SAVE_TEMPLATES_EVERY_MS = 2_000

const task = workerData as CollectorTask
const say = (message: CollectorMessage): void => parentPort!.postMessage(message)

const receiptClock = new ReceiptClock(systemClock, task.recovered.notBeforeMs)
const spool = await Spool.open({
  directory: task.spoolDirectory,
  writerId: task.writerId,
  octetsMax: task.spoolOctetsMax,
  clock: receiptClock,
})
const decoder = createFlowDecoder({ decapsulate: task.decapsulate })
// Simulated time moves in leaps, so nobody's clock can be told to be wrong by it.
const times = task.virtualTime
  ? { receiptClock: new VirtualTime(task.virtualTime).clock(receiptClock) }
  : { receiptClock, wallClock: systemClock }
const policy = generalPolicy(task)
const templates = new TemplateFile(
  task.templatesFiles[task.threadIndex]!,
  decoder,
  times.receiptClock,
)
await templates.restore(task.templatesFiles)
const collector = new Collector({
  listeners: task.listeners,
  allowed: task.allowedExporters.map((text) => parsePrefix(text)!),
  decoder,
  spool,
  clock: systemClock,
  ...times,
  random: systemRandom,
  policy: task.virtualTime ? { ...policy, clock: { ...policy.clock, isCorrected: false } } : policy,
  policyExceptions: policyExceptions(task),
  portSharing: task.portSharing,
  nativeReceiver: chosenReceiver(task.receiver),
  resume: {
    ...task.recovered,
    // Counted once, not by each thread.
    waiting: task.threadIndex === 0 ? task.recovered.waiting : [],
  },
  onSegment: () => say({ kind: 'segment' }),
})

try {
  await collector.start()
  say({ kind: 'listening', counts: await collector.counts() })
  const timer = setInterval(async () => {
    say({ kind: 'counts', counts: await collector.counts() })
  }, COUNTS_EVERY_MS)
  const saving = setInterval(() => templates.saveIfDue(), SAVE_TEMPLATES_EVERY_MS)
  parentPort!.on('message', async (order: CollectorOrder) => {
    if (order.kind === 'open') {
      collector.open()
      return
    }
    clearInterval(timer)
    clearInterval(saving)
    await collector.stop()
    await templates.save()
    say({ kind: 'stopped', counts: await collector.counts() })
    parentPort!.close()
  })
} catch (error) {
  if (!(error instanceof NoroshiError)) throw error
  say({ kind: 'failed', code: error.code, message: error.message })
  parentPort!.close()
}
