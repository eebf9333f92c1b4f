import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { openChdb } from '../../../flows/store/chdb.ts'
import { engineFolds } from '../../../flows/store/engine-folds.ts'
import { RUN_RECORDS_MAX } from '../../../flows/store/fold-ledger.ts'
import { createSchema } from '../../../flows/store/schema.ts'
import { detect, foldFlows, type Model } from '../../../verdicts/index.ts'
import { makeBase, partsOf, storePart } from './crowded-hour.ts'
import { peakMemoryMib, resetPeakMemory } from './peak-memory.ts'

export type DetectBench = {
  /** Of the hour that was made; copies of a population come near the rate that was asked for. */
  readonly flowsPerSecond: number
  readonly flows: number
  readonly minutes: number
  readonly sampling: number
  readonly copies: number
  readonly endpoints: number
  readonly candidatesScored: number
  /** Rolling up all flows once, in parts as they come. */
  readonly foldSeconds: number
  /** One detection over all of it: features, scores, reasons. */
  readonly detectSeconds: number
  /** Processor time of both, of all threads: a machine that does other work as well does not change it. */
  readonly foldCpuSeconds: number
  readonly detectCpuSeconds: number
  /** Processor time of both, over that of all cores in the time that the flows stand for. */
  readonly cpuShareOfHour: number
  /** Fold and one detection, over the time that the flows stand for. */
  readonly shareOfHour: number
  /** With a detection every ten minutes, as a service does. */
  readonly shareAsScheduled: number
  readonly foldedFlowsPerSecond: number
  readonly peakMemoryMib: number
  /** Whether the peak is that of folding and detecting alone. */
  readonly isPeakOfDetection: boolean
  /** The slowest parts tell whether the cost of a part grows with what lies before it. */
  readonly foldSecondsByPart: readonly number[]
}

export type DetectBenchOptions = {
  readonly directory: string
  readonly flowsPerSecond: number
  readonly minutes: number
  readonly sampling: number
  readonly model: Model
  readonly onProgress: (text: string, fraction?: number) => void
}

const DETECTIONS_PER_HOUR = 6
const CANDIDATES = 200
const ACCESS = { purpose: 'c2-detection', actor: 'bench', reason: 'simulated flows' } as const

/** How much of an hour it takes to fold and judge that hour's flows. */
export async function benchDetect(options: DetectBenchOptions): Promise<DetectBench> {
  const { minutes, onProgress } = options
  await using stack = new AsyncDisposableStack()
  const engine = stack.adopt(await openChdb(join(options.directory, 'flows')), (chdb) =>
    chdb.close(),
  )
  await createSchema(engine)
  // Merging what is stored belongs to storing, which `bench store` measures; here it would count as folding.
  await engine.run('SYSTEM STOP MERGES flows')
  onProgress('one population')
  const hour = await makeBase(engine, options)
  const place = engineFolds(engine)
  const view = {
    subscriberPrefixes: hour.subscriberPrefixes,
    upstreamInterfaces: hour.upstreamInterfaces,
    access: ACCESS,
  }
  // What a service finds each time it detects.
  const waiting = (60 / DETECTIONS_PER_HOUR) * (hour.flows / minutes)
  const parts = partsOf(hour, minutes, Math.min(RUN_RECORDS_MAX, waiting))
  const foldSecondsByPart: number[] = []
  let flows = 0
  let foldCpuSeconds = 0
  const isPeakOfDetection = resetPeakMemory()
  for (const [i, part] of parts.entries()) {
    onProgress(`part ${i + 1} of ${parts.length}: storing`, i / parts.length)
    await storePart(engine, hour, part)
    onProgress(`part ${i + 1} of ${parts.length}: folding`, (i + 0.5) / parts.length)
    const begun = performance.now()
    const cpuBegun = cpuSeconds()
    const { records } = await foldFlows(place, view)
    foldSecondsByPart.push((performance.now() - begun) / 1000)
    foldCpuSeconds += cpuSeconds() - cpuBegun
    flows += records
  }
  onProgress('detecting')
  let candidatesScored = 0
  const begun = performance.now()
  const cpuBegun = cpuSeconds()
  const { endpointCount } = await detect(place, options.model, {
    ...view,
    window: 'all',
    limit: CANDIDATES,
    onScored: (scored) => {
      candidatesScored = scored.length
    },
  })
  const detectSeconds = (performance.now() - begun) / 1000
  const detectCpuSeconds = cpuSeconds() - cpuBegun
  const cores = availableParallelism()
  const foldSeconds = foldSecondsByPart.reduce((sum, seconds) => sum + seconds, 0)
  const seconds = minutes * 60
  return {
    flowsPerSecond: Math.round(flows / seconds),
    flows,
    minutes,
    sampling: options.sampling,
    copies: hour.copies,
    endpoints: endpointCount,
    candidatesScored,
    foldSeconds,
    detectSeconds,
    foldCpuSeconds,
    detectCpuSeconds,
    cpuShareOfHour: (foldCpuSeconds / seconds + detectCpuSeconds / 3600) / cores,
    shareOfHour: foldSeconds / seconds + detectSeconds / 3600,
    shareAsScheduled: foldSeconds / seconds + (DETECTIONS_PER_HOUR * detectSeconds) / 3600,
    foldedFlowsPerSecond: Math.round(flows / foldSeconds),
    peakMemoryMib: peakMemoryMib(),
    isPeakOfDetection,
    foldSecondsByPart,
  }
}

/** Of this process and all its threads, the engine's included. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
