import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { median } from '../../src/app/bench/median.ts'
import type { PreparedTraffic } from '../../src/app/bench/traffic/prepared-traffic.ts'
import type { StartContestant } from './contestant.ts'
import { removeKept, startNfacctd, startNfcapd, startNoroshi } from './contestants.ts'
import { costOf } from './process-cost.ts'

const CONTESTANTS: Readonly<Record<string, StartContestant>> = {
  noroshi: startNoroshi,
  nfcapd: startNfcapd,
  nfacctd: startNfacctd,
}
const WARM_UP_SECONDS = 1
const WARM_UP_FLOWS_PER_SECOND = 200_000
/** Long enough for every timer that flushes. */
const SETTLE_MS = 1_500

export type Trial = {
  readonly offeredFlowsPerSecond: number
  readonly sentFlows: number
  readonly keptFlows: number
  readonly lossRatio: number
  readonly cpuSeconds: number
  readonly flowsPerCpuSecond: number
  readonly rssMaxMb: number
}

export type CollectContest = {
  readonly requestedFlowsPerSecond: number
  readonly seconds: number
  readonly trials: Readonly<Record<string, readonly Trial[]>>
  /** Medians over the rounds. */
  readonly flowsPerCpuSecond: Readonly<Record<string, number>>
  readonly lossRatio: Readonly<Record<string, number>>
  /** Ours over theirs, of trials of the same round; median, lowest, highest. */
  readonly cpuRatioTo: Readonly<Record<string, readonly [number, number, number]>>
}

export type CollectContestOptions = {
  readonly traffic: PreparedTraffic
  readonly directory: string
  readonly flowsPerSecond: number
  readonly seconds: number
  readonly rounds: number
  readonly onProgress: (text: string) => void
}

/** The same datagrams at the same rate to each, one after the other, round after round. */
export async function contestCollect(options: CollectContestOptions): Promise<CollectContest> {
  const names = Object.keys(CONTESTANTS)
  const trials: Record<string, Trial[]> = Object.fromEntries(names.map((name) => [name, []]))
  for (let round = 0; round < options.rounds; round++)
    for (const name of names) {
      options.onProgress(`${name}, ${options.flowsPerSecond / 1e6} M flows/s, round ${round + 1}`)
      trials[name]!.push(await trial(CONTESTANTS[name]!, options))
    }
  const medians = (of: (trial: Trial) => number): Record<string, number> =>
    Object.fromEntries(names.map((name) => [name, median(trials[name]!.map(of))]))
  return {
    requestedFlowsPerSecond: options.flowsPerSecond,
    seconds: options.seconds,
    trials,
    flowsPerCpuSecond: medians((one) => one.flowsPerCpuSecond),
    lossRatio: medians((one) => one.lossRatio),
    cpuRatioTo: Object.fromEntries(
      names
        .filter((name) => name !== 'noroshi')
        .map((name) => [name, ratios(trials['noroshi']!, trials[name]!)]),
    ),
  }
}

function ratios(ours: readonly Trial[], theirs: readonly Trial[]): [number, number, number] {
  const values = ours.map(
    (trial, round) =>
      Math.round((100 * trial.flowsPerCpuSecond) / theirs[round]!.flowsPerCpuSecond) / 100,
  )
  return [median(values), Math.min(...values), Math.max(...values)]
}

async function trial(start: StartContestant, options: CollectContestOptions): Promise<Trial> {
  const directory = join(options.directory, 'kept')
  await using stack = new AsyncDisposableStack()
  stack.defer(() => removeKept(directory))
  const contestant = stack.use(await start(directory))
  const sender = stack.use(options.traffic.openSender(contestant.port))
  await sender.next('ready')
  const warmUp = await sender.ask(
    { kind: 'send', seconds: WARM_UP_SECONDS, flowsPerSecond: WARM_UP_FLOWS_PER_SECOND },
    'sent',
  )
  await sleep(SETTLE_MS)
  const before = costOf(contestant.pids)
  const { seconds, flowsPerSecond } = options
  const sent = await sender.ask({ kind: 'send', seconds, flowsPerSecond }, 'sent')
  await sleep(SETTLE_MS)
  const after = costOf(contestant.pids)
  const keptFlows = (await contestant.stop()) - warmUp.flows
  const cpuSeconds = after.cpuSeconds - before.cpuSeconds
  return {
    offeredFlowsPerSecond: Math.round(sent.flows / sent.seconds),
    sentFlows: sent.flows,
    keptFlows,
    lossRatio: 1 - keptFlows / sent.flows,
    cpuSeconds,
    flowsPerCpuSecond: Math.round(keptFlows / cpuSeconds),
    rssMaxMb: after.rssMaxMb,
  }
}
