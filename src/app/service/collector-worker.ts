/** The socket thread: receives, decodes and spools, and does nothing else. */
import { parentPort, workerData } from 'node:worker_threads'
import { NoroshiError } from '../../core/error.ts'
import { parsePrefix } from '../../core/prefix.ts'
import { Collector } from '../../flows/collect/collector.ts'
import { TemplateFile } from '../../flows/collect/template-file.ts'
import { Spool } from '../../flows/spool/spool.ts'
import { createFlowDecoder } from '../../flows/wire/decoder.ts'
import { systemClock, systemRandom } from '../system-ports.ts'
import type { CollectorMessage, CollectorOrder, CollectorTask } from './collector-messages.ts'
import { generalPolicy, policyExceptions } from './exporter-policies.ts'
import { VirtualTime } from './virtual-time.ts'

const COUNTS_EVERY_MS = 1_000
/** A crash loses the announcements of so long; exporters repeat them. */
const SAVE_TEMPLATES_EVERY_MS = 30_000

const task = workerData as CollectorTask
const say = (message: CollectorMessage): void => parentPort!.postMessage(message)

const spool = await Spool.open({
  directory: task.spoolDirectory,
  writerId: task.writerId,
  octetsMax: task.spoolOctetsMax,
  clock: systemClock,
})
const decoder = createFlowDecoder({ decapsulate: task.decapsulate })
const receiptClock = task.virtualTime
  ? new VirtualTime(task.virtualTime).clock(systemClock)
  : systemClock
const templates = new TemplateFile(task.templatesFile, decoder, receiptClock)
await templates.restore()
const collector = new Collector({
  listeners: task.listeners,
  allowed: task.allowedExporters.map((text) => parsePrefix(text)!),
  decoder,
  spool,
  clock: systemClock,
  receiptClock,
  random: systemRandom,
  policy: generalPolicy(task),
  policyExceptions: policyExceptions(task),
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
    if (order.kind !== 'stop') return
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
