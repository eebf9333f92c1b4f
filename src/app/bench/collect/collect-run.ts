import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { listSegments } from '../../../flows/spool/spool.ts'
import { Child } from '../child.ts'
import type { PreparedTraffic } from '../traffic/prepared-traffic.ts'
import type { SenderMessage, SenderOrder, Sent } from '../traffic/sender-messages.ts'
import type { ReceiverCounts, ReceiverMessage, ReceiverOrder } from './receiver-messages.ts'

/** One measured sending to collectors that have warmed up. */
export type CollectRun = {
  readonly offeredFlowsPerSecond: number
  readonly seconds: number
  readonly sentFlows: number
  readonly sentDatagrams: number
  /** In segments on disk: what counts as received. */
  readonly receivedFlows: number
  readonly receivedDatagrams: number
  /** Sent and not on disk, whoever lost it. */
  readonly lostFlows: number
  readonly lossRatio: number
  /** Of the lost: decoded, but the disk was behind. */
  readonly droppedFlows: number
  readonly kernelDrops: number | undefined
  readonly segments: number
  readonly flowsPerSecond: number
  readonly cpuSeconds: number
  readonly flowsPerCpuSecond: number
  readonly rssMaxMb: number
}

export type CollectRunOptions = {
  readonly traffic: PreparedTraffic
  readonly directory: string
  readonly receiverCount: number
  readonly flowsPerSecond: number
  readonly seconds: number
  readonly onProgress?: (flows: number) => void
}

/** Long enough for the compiler to have seen everything. */
const WARM_UP_SECONDS = 1
const WARM_UP_FLOWS_PER_SECOND = 500_000
/** Nothing has come for so long: the rest is lost. */
const SETTLE_MS = 300
const SETTLE_MS_MAX = 5_000
const SWEEP_EVERY_MS = 100

/** Starts collectors and exporters in processes of their own, warms them up, measures one sending. */
export async function runCollect(options: CollectRunOptions): Promise<CollectRun> {
  const { traffic, directory } = options
  await using stack = new AsyncDisposableStack()
  const spoolDirectory = join(directory, 'spool')
  await mkdir(spoolDirectory, { recursive: true })
  const receivers: Child<ReceiverOrder, ReceiverMessage>[] = []
  let port = 0
  for (let index = 0; index < options.receiverCount; index++) {
    const receiver = stack.use(
      new Child<ReceiverOrder, ReceiverMessage>(new URL('./receiver-main.ts', import.meta.url), {
        spoolDirectory,
        port,
        portSharing: options.receiverCount === 1 ? 'alone' : index === 0 ? 'first' : 'next',
      }),
    )
    port = (await receiver.next('listening')).port
    receivers.push(receiver)
  }
  for (const receiver of receivers) receiver.tell({ kind: 'open' })
  const sender = stack.use(traffic.openSender(port))
  await sender.next('ready')
  const sweeper = stack.use(sweep(spoolDirectory))

  const warmUp = await send(sender, WARM_UP_SECONDS, WARM_UP_FLOWS_PER_SECOND)
  await settled(receivers, warmUp.datagrams)
  const before = await totals(receivers, 'count')
  sender.onMessage = (message) => {
    if (message.kind === 'progress') options.onProgress?.(message.flows)
  }
  const sent = await send(sender, options.seconds, options.flowsPerSecond)
  await settled(receivers, before.datagrams + sent.datagrams)
  const after = await totals(receivers, 'stop')
  await sweeper.done()
  return summary(sent, before, after)
}

type Sender = Child<SenderOrder, SenderMessage>
type Receivers = readonly Child<ReceiverOrder, ReceiverMessage>[]

function send(sender: Sender, seconds: number, flowsPerSecond: number): Promise<Sent> {
  return sender.ask({ kind: 'send', seconds, flowsPerSecond }, 'sent')
}

/** Waits until everything has come, or nothing comes any more. */
async function settled(receivers: Receivers, datagrams: number): Promise<void> {
  let seen = -1
  for (let waitedMs = 0; waitedMs < SETTLE_MS_MAX; waitedMs += SETTLE_MS) {
    const now = (await totals(receivers, 'count')).datagrams
    if (now >= datagrams || now === seen) return
    seen = now
    await sleep(SETTLE_MS)
  }
}

async function totals(receivers: Receivers, order: 'count' | 'stop'): Promise<ReceiverCounts> {
  const counts = await Promise.all(
    receivers.map((receiver) =>
      order === 'count'
        ? receiver.ask({ kind: 'count' }, 'counted')
        : receiver.ask({ kind: 'stop' }, 'stopped'),
    ),
  )
  const sum = (of: (count: ReceiverCounts) => number): number =>
    counts.reduce((total, count) => total + of(count), 0)
  return {
    datagrams: sum((count) => count.datagrams),
    records: sum((count) => count.records),
    spooled: sum((count) => count.spooled),
    segments: sum((count) => count.segments),
    dropped: sum((count) => count.dropped),
    // All share one port, so each tells of all.
    kernelDrops: counts[0]!.kernelDrops,
    cpuSeconds: sum((count) => count.cpuSeconds),
    rssMaxMb: sum((count) => count.rssMaxMb),
  }
}

function summary(sent: Sent, before: ReceiverCounts, after: ReceiverCounts): CollectRun {
  // What the warm-up received may be on disk only now.
  const receivedFlows = after.spooled - (before.records - before.dropped)
  const lostFlows = sent.flows - receivedFlows
  const cpuSeconds = after.cpuSeconds - before.cpuSeconds
  return {
    offeredFlowsPerSecond: Math.round(sent.flows / sent.seconds),
    seconds: sent.seconds,
    sentFlows: sent.flows,
    sentDatagrams: sent.datagrams,
    receivedFlows,
    receivedDatagrams: after.datagrams - before.datagrams,
    lostFlows,
    lossRatio: sent.flows === 0 ? 0 : lostFlows / sent.flows,
    droppedFlows: after.dropped - before.dropped,
    kernelDrops:
      after.kernelDrops === undefined ? undefined : after.kernelDrops - (before.kernelDrops ?? 0),
    segments: after.segments - before.segments,
    flowsPerSecond: Math.round(receivedFlows / sent.seconds),
    cpuSeconds,
    flowsPerCpuSecond: Math.round(receivedFlows / cpuSeconds),
    rssMaxMb: Math.round(after.rssMaxMb),
  }
}

/** Removes segments as they come, as a loader would: a minute at full rate would fill a disk. */
function sweep(directory: string): AsyncDisposable & { done(): Promise<void> } {
  let isDone = false
  const running = (async () => {
    while (!isDone) {
      const files = await readdir(directory)
      // With a segment goes whatever is written beside it.
      for (const { name } of await listSegments(directory))
        for (const file of files.filter((candidate) => candidate.startsWith(name)))
          await rm(join(directory, file), { force: true })
      await sleep(SWEEP_EVERY_MS)
    }
  })()
  const done = async (): Promise<void> => {
    isDone = true
    await running
  }
  return { done, [Symbol.asyncDispose]: done }
}
