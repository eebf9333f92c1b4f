import { formatEndpoint } from '../../../core/endpoint.ts'
import {
  type KnownEndpoint,
  measureQuality,
  type Quality,
} from '../../../verdicts/evaluate/index.ts'
import type { Planted } from '../country-site.ts'
import { clusterOfPlanted } from './country-rows.ts'

export type ScoreOf = (row: KnownEndpoint) => number

/** Planted endpoints by `CAPTURE ENDPOINT`. */
export type PlantedByCapture = ReadonlyMap<string, Planted>

/** How well one order of endpoints does, where addresses count and where controllers do. */
export type CountedTwice = {
  readonly of: number
  /** Of them the evidence gate left out: too few clients, or nothing seen at all. */
  readonly leftOut: number
  readonly prAuc: number
  /** At one false endpoint per 10,000 benign. */
  readonly recall: number
  readonly found: number
  readonly interval: Quality['interval']
  /** The best of what it is compared with, at the same budget on the same rows. */
  readonly bestBaseline: { readonly name: string; readonly recall: number } | null
}

export type SamplingRow = {
  readonly sampling: number
  readonly benign: number
  readonly endpoints: CountedTwice
  readonly controllers: CountedTwice
}

/** Resampling each of many slices; the whole run has its own, finer intervals. */
const ROUNDS = 200

/**
 * One row for each controller: of the addresses it moved through the one that stands highest, because an
 * operator who finds one of them has found it. Benign rows stay as they are.
 */
export function oneForEachController(
  rows: readonly KnownEndpoint[],
  planted: PlantedByCapture,
  scoreOf: ScoreOf,
): KnownEndpoint[] {
  const best = new Map<string, KnownEndpoint>()
  for (const row of rows) {
    if (row.truth === 0) continue
    const controller = `${row.capture} ${controllerOf(row, planted)}`
    const known = best.get(controller)
    if (!known || scoreOf(row) > scoreOf(known)) best.set(controller, row)
  }
  return [...rows.filter(({ truth }) => truth === 0), ...best.values()]
}

/** The same rows at each sampling, by endpoint and by controller. */
export function countedBySampling(
  rows: readonly KnownEndpoint[],
  planted: PlantedByCapture,
  samplings: readonly number[],
  scoreOf: ScoreOf,
  seed: number,
): SamplingRow[] {
  return samplings.map((sampling) => {
    const here = rows.filter((row) => row.capture.endsWith(`1:${sampling}`))
    return {
      sampling,
      benign: here.filter(({ truth }) => truth === 0).length,
      endpoints: counted(here, scoreOf, seed, () => here),
      controllers: counted(
        oneForEachController(here, planted, scoreOf),
        scoreOf,
        seed,
        // Each method may choose the address by which it finds a controller.
        (method) => oneForEachController(here, planted, method),
      ),
    }
  })
}

function counted(
  rows: readonly KnownEndpoint[],
  scoreOf: ScoreOf,
  seed: number,
  rowsFor: (method: ScoreOf) => readonly KnownEndpoint[],
): CountedTwice {
  const { prAuc, recallAtFalse } = measureQuality(rows, scoreOf, {
    seed,
    clusterOf: clusterOfPlanted,
    rounds: ROUNDS,
  })
  const { recall, found, positives, interval } = recallAtFalse['1']!
  const names = Object.keys(rows[0]?.baselines ?? {})
  const others = names.map((name) => {
    const method: ScoreOf = (row) => row.baselines[name]!
    const quality = measureQuality(rowsFor(method), method, { seed, rounds: 0 })
    return { name, recall: quality.recallAtFalse['1']!.recall || 0 }
  })
  return {
    of: positives,
    leftOut: rows.filter((row) => row.truth === 1 && scoreOf(row) === Number.NEGATIVE_INFINITY)
      .length,
    prAuc,
    recall,
    found,
    interval,
    bestBaseline: others.toSorted((a, b) => b.recall - a.recall)[0] ?? null,
  }
}

function controllerOf(row: KnownEndpoint, planted: PlantedByCapture): string {
  const endpoint = formatEndpoint(row)
  return planted.get(`${row.capture} ${endpoint}`)?.controller ?? endpoint
}
