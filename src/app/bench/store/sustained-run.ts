import { setTimeout as sleep } from 'node:timers/promises'
import { listSegments } from '../../../flows/spool/spool.ts'
import { Child } from '../child.ts'
import type { ReceiverMessage, ReceiverOrder } from '../collect/receiver-messages.ts'
import type { PreparedTraffic } from '../traffic/prepared-traffic.ts'
import type { PrivateStore } from './private-store.ts'
import { RateControl } from './rate-control.ts'

/** From UDP to rows that a query sees, for a while. */
export type SustainedRun = {
  readonly queryableFlowsPerSecond: number
  /** From the first datagram until everything received was visible. */
  readonly seconds: number
  readonly sentFlows: number
  readonly receivedFlows: number
  readonly visibleFlows: number
  readonly lostFlows: number
  readonly lossRatio: number
  /** Most segments that ever waited for the loader. */
  readonly segmentsWaitingMax: number
  /** The collector, and the process with loader and engine; without exporters. */
  readonly cpuSeconds: number
  readonly rssMaxMb: { readonly collector: number; readonly engine: number }
}

export type SustainedRunOptions = {
  readonly home: PrivateStore
  readonly traffic: PreparedTraffic
  readonly seconds: number
  /** Absent: as much as is stored as fast as it comes. */
  readonly rate?: number
  readonly onProgress?: (text: string, fraction: number) => void
}

const STEP_MS = 250
const SETTLE_MS = 500
const DRAIN_MS_MAX = 120_000

/** Exporters and collector in processes of their own; loader and engine in this one, as in the service. */
export async function runSustained(options: SustainedRunOptions): Promise<SustainedRun> {
  const { home, traffic } = options
  await using stack = new AsyncDisposableStack()
  const receiver = stack.use(
    new Child<ReceiverOrder, ReceiverMessage>(
      new URL('../collect/receiver-main.ts', import.meta.url),
      { spoolDirectory: home.spoolDirectory, port: 0, portSharing: 'alone' },
    ),
  )
  const { port } = await receiver.next('listening')
  const sender = stack.use(traffic.openSender(port))
  await sender.next('ready')
  await home.loader.start()
  stack.defer(() => home.loader.stop())

  const visibleBefore = await home.flowCount()
  const cpuBefore = process.cpuUsage()
  const startMs = performance.now()
  const control = new RateControl(options.rate)
  const sending = sender.ask(
    { kind: 'send', seconds: options.seconds, flowsPerSecond: control.flowsPerSecond },
    'sent',
  )
  let isSending = true
  const sent = sending.finally(() => {
    isSending = false
  })
  let engineRss = 0
  while (isSending) {
    await Promise.race([sleep(STEP_MS), sent])
    engineRss = Math.max(engineRss, process.memoryUsage.rss())
    const waiting = (await listSegments(home.spoolDirectory)).length
    const counts = await receiver.ask({ kind: 'count' }, 'counted')
    const flowsPerSecond = control.next(waiting, (counts.kernelDrops ?? 0) + counts.dropped)
    sender.tell({ kind: 'rate', flowsPerSecond })
    options.onProgress?.(
      `${(flowsPerSecond / 1e6).toFixed(2)} M flows/s, ${waiting} segments wait`,
      (performance.now() - startMs) / 1000 / options.seconds,
    )
  }
  const { flows: sentFlows } = await sent
  await sleep(SETTLE_MS)
  const received = await receiver.ask({ kind: 'stop' }, 'stopped')
  const visibleFlows = await drained(home, visibleBefore + received.spooled, visibleBefore)
  const seconds = (performance.now() - startMs) / 1000
  const { user, system } = process.cpuUsage(cpuBefore)
  const lostFlows = sentFlows - visibleFlows
  return {
    queryableFlowsPerSecond: Math.round(visibleFlows / seconds),
    seconds,
    sentFlows,
    receivedFlows: received.spooled,
    visibleFlows,
    lostFlows,
    lossRatio: sentFlows === 0 ? 0 : lostFlows / sentFlows,
    segmentsWaitingMax: control.waitingMax,
    cpuSeconds: (user + system) / 1e6 + received.cpuSeconds,
    rssMaxMb: {
      collector: Math.round(received.rssMaxMb),
      engine: Math.round(Math.max(engineRss, process.memoryUsage.rss()) / 2 ** 20),
    },
  }
}

/** Waits until every row that is on disk can be asked for. */
async function drained(home: PrivateStore, wanted: number, before: number): Promise<number> {
  const endMs = performance.now() + DRAIN_MS_MAX
  for (;;) {
    const count = await home.flowCount()
    if (count >= wanted || performance.now() > endMs) return count - before
    await sleep(STEP_MS / 10)
  }
}
