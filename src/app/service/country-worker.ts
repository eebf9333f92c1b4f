/** The small country lives on a thread of its own, and reaches the collector only through UDP. */
import { parentPort, workerData } from 'node:worker_threads'
import { type CountryProgress, createCountry, runCountry } from '../../country/index.ts'
import { systemClock } from '../system-ports.ts'
import type { CountryMessage, CountryOrder, CountryTask } from './country-messages.ts'
import { VirtualTime } from './virtual-time.ts'

const PROGRESS_EVERY_MS = 500

const task = workerData as CountryTask
const virtualTime = new VirtualTime(task.virtualTime)
const stop = new AbortController()
let latest: CountryProgress | undefined

parentPort!.on('message', (order: CountryOrder) => {
  if (order.kind === 'stop') stop.abort()
})
const saying = setInterval(() => {
  if (latest)
    parentPort!.postMessage({ kind: 'progress', progress: latest } satisfies CountryMessage)
  latest = undefined
}, PROGRESS_EVERY_MS)
await runCountry({
  country: createCountry({ seed: task.seed, pastDays: task.pastDays }),
  targets: { netflow9: task.target, ipfix: task.target, sflow5: task.target },
  startMs: task.startMs,
  clock: systemClock,
  signal: stop.signal,
  onSend: (atMs) => virtualTime.set(atMs, systemClock),
  onProgress: (progress) => {
    latest = progress
  },
})
clearInterval(saying)
parentPort!.close()
