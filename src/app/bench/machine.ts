import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os'

/** Where a figure was measured. No names: reports are published. */
export type Machine = {
  readonly processor: string
  readonly cores: number
  readonly memoryGb: number
  readonly system: string
  readonly node: string
  /** Processes that wanted a core when the run began, over one minute. */
  readonly load: number
}

export function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    load: Math.round(loadavg()[0]! * 100) / 100,
  }
}
