import { DAY_MS, HOUR_MS } from '../../../core/time-span.ts'
import { systemClock } from '../../system-ports.ts'
import { countryDatagrams } from '../traffic/country-datagrams.ts'
import type { PreparedTraffic } from '../traffic/prepared-traffic.ts'
import { fillStore } from './fill-store.ts'
import { PrivateStore, type Size } from './private-store.ts'
import { askStore, QUESTIONS, type Question, type Statistic } from './statistics.ts'
import { runSustained, type SustainedRun } from './sustained-run.ts'

export type StoreBench = {
  readonly queryableFlowsPerSecond: number
  /** On disk, merged, indices and marks included; of simulated traffic in which every flow is another. */
  readonly bytesPerFlow: number
  readonly storedFlows: number
  /** Segments into the engine, without sockets. */
  readonly loadedFlowsPerSecond: number
  readonly octetsByColumn: Readonly<Record<string, number>>
  readonly statistics: Readonly<Record<Question, Statistic>>
  readonly sustained: SustainedRun
}

export type StoreBenchOptions = {
  readonly directory: string
  readonly traffic: PreparedTraffic
  /** Different flows to store, for the size and the statistics. */
  readonly flows: number
  readonly seconds: number
  readonly rate?: number
  readonly onProgress?: (text: string, fraction?: number) => void
}

const ROUND_COUNT = 5

export async function benchStore(options: StoreBenchOptions): Promise<StoreBench> {
  const { flows, onProgress } = options
  await using home = await PrivateStore.open(options.directory)
  const startMs = Math.floor(systemClock.nowMs() / HOUR_MS) * HOUR_MS - 2 * DAY_MS
  const filled = await fillStore(home, countryDatagrams({ flowCountMin: flows, startMs }), (done) =>
    onProgress?.(`${done.toLocaleString('en')} flows stored`, done / flows),
  )
  onProgress?.('merging and asking')
  const size = await measuredSize(home, filled.flows)
  const statistics: Partial<Record<Question, Statistic>> = {}
  for (const question of Object.keys(QUESTIONS) as Question[])
    statistics[question] = await askStore(home.store, question, ROUND_COUNT)
  await home.clear()
  const sustained = await runSustained({ ...options, home })
  return {
    queryableFlowsPerSecond: sustained.queryableFlowsPerSecond,
    bytesPerFlow: Math.round((100 * size.octets) / size.rows) / 100,
    storedFlows: size.rows,
    loadedFlowsPerSecond: Math.round(filled.flows / filled.loadSeconds),
    octetsByColumn: size.octetsByColumn,
    statistics: statistics as Record<Question, Statistic>,
    sustained,
  }
}

async function measuredSize(home: PrivateStore, flows: number): Promise<Size> {
  const size = await home.mergedSize()
  if (size.rows !== flows) throw new Error(`the store holds ${size.rows} of ${flows} flows`)
  return size
}
