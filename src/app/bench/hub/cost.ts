import { monitorEventLoopDelay } from 'node:perf_hooks'

export type Cost<Result> = {
  readonly result: Result
  /** Of this process and its threads. */
  readonly cpuMs: number
  /** The longest time in which nothing else had its turn; 0 where nothing waited. */
  readonly stallMs: number
}

const RESOLUTION_MS = 5

export async function measured<Result>(work: () => Promise<Result>): Promise<Cost<Result>> {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  const begun = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(begun)
  // A stall is seen by the first tick behind it.
  await new Promise((resolve) => setTimeout(resolve, 2 * RESOLUTION_MS))
  delay.disable()
  const stallMs = Math.max(0, delay.max / 1e6 - RESOLUTION_MS)
  return { result, cpuMs: (user + system) / 1_000, stallMs }
}
