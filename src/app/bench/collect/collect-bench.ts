import type { PreparedTraffic } from '../traffic/prepared-traffic.ts'
import { type CollectRun, runCollect } from './collect-run.ts'

export type CollectBench = {
  readonly flowsPerSecond: number
  readonly lossRatio: number
  readonly flowsPerCpuSecond: number
  readonly rssMaxMb: number
  readonly sockets: number
  readonly flowsPerDatagram: number
  /** What was asked for; absent where the highest rate without loss was searched. */
  readonly requestedFlowsPerSecond?: number
  /** The run that the figures above are of. */
  readonly run: CollectRun
  /** Every rate that was tried on the way. */
  readonly tried: readonly Tried[]
}

export type Tried = Pick<CollectRun, 'offeredFlowsPerSecond' | 'lossRatio' | 'flowsPerCpuSecond'>

export type CollectBenchOptions = {
  readonly traffic: PreparedTraffic
  readonly directory: string
  readonly sockets: number
  readonly seconds: number
  /** Flows per second to offer; absent: search the highest without loss. */
  readonly rate?: number
  readonly onProgress?: (text: string, fraction?: number) => void
}

const SEARCH_SECONDS = 2
const RATE_START = 500_000
const RATE_MAX = 16_000_000
/** Halvings of the step between the highest rate that held and the lowest that did not. */
const BISECTION_COUNT = 3
/** A rate found in short runs may not hold in a long one; then a tenth less is tried, so often. */
const STEP_DOWN_COUNT = 4
const STEP_DOWN_FACTOR = 0.9

/**
 * Real datagrams over loopback, from a process of its own, through the collector into synced
 * segments. A record counts as received when it is on disk; what is not is lost, whoever lost it.
 */
export async function benchCollect(options: CollectBenchOptions): Promise<CollectBench> {
  const tried: Tried[] = []
  const attempt = async (flowsPerSecond: number, seconds: number): Promise<CollectRun> => {
    const wanted = flowsPerSecond * seconds
    const text = `${(flowsPerSecond / 1e6).toFixed(2)} M flows/s`
    options.onProgress?.(text)
    const run = await runCollect({
      traffic: options.traffic,
      directory: options.directory,
      receiverCount: options.sockets,
      flowsPerSecond,
      seconds,
      onProgress: (flows) => options.onProgress?.(text, flows / wanted),
    })
    const { offeredFlowsPerSecond, lossRatio, flowsPerCpuSecond } = run
    tried.push({ offeredFlowsPerSecond, lossRatio, flowsPerCpuSecond })
    return run
  }
  const run =
    options.rate === undefined
      ? await searchedRun(attempt, options.seconds)
      : await attempt(options.rate, options.seconds)
  return {
    flowsPerSecond: run.flowsPerSecond,
    lossRatio: run.lossRatio,
    flowsPerCpuSecond: run.flowsPerCpuSecond,
    rssMaxMb: run.rssMaxMb,
    sockets: options.sockets,
    flowsPerDatagram:
      Math.round((10 * options.traffic.counts.flows) / options.traffic.counts.datagrams) / 10,
    ...(options.rate === undefined ? {} : { requestedFlowsPerSecond: options.rate }),
    run,
    tried,
  }
}

type Attempt = (flowsPerSecond: number, seconds: number) => Promise<CollectRun>

/** The highest rate without loss: doubled until something is lost, then halved in, then confirmed. */
async function searchedRun(attempt: Attempt, seconds: number): Promise<CollectRun> {
  let [held, failed] = [0, RATE_START]
  for (; failed <= RATE_MAX; failed *= 2) {
    const run = await attempt(failed, SEARCH_SECONDS)
    if (run.lostFlows > 0) break
    held = run.offeredFlowsPerSecond
    // Asking for more than the exporters can send finds nothing new.
    if (held < failed * STEP_DOWN_FACTOR) break
  }
  for (let n = 0; n < BISECTION_COUNT && failed > held; n++) {
    const middle = (held + failed) / 2
    const run = await attempt(middle, SEARCH_SECONDS)
    if (run.lostFlows > 0) failed = middle
    else held = Math.max(held, run.offeredFlowsPerSecond)
    if (run.lostFlows === 0 && run.offeredFlowsPerSecond < middle * STEP_DOWN_FACTOR) break
  }
  let rate = held || RATE_START / 2
  for (let n = 0; ; n++) {
    const run = await attempt(rate, seconds)
    if (run.lostFlows === 0 || n === STEP_DOWN_COUNT) return run
    rate *= STEP_DOWN_FACTOR
  }
}
