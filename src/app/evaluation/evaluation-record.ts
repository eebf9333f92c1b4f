import {
  baselineTitle,
  CAUSES,
  type Quality,
  type RunVerdict,
} from '../../verdicts/evaluate/index.ts'
import type { ModelCard } from '../../verdicts/index.ts'
import type { Evaluation } from '../../web/schemas/evaluations.ts'
import { baseRateText } from './base-rate-text.ts'
import type { SuiteResult } from './suites/suite.ts'

export type EvaluationAbout = {
  readonly name: string
  readonly evaluatedAt: string
  readonly version: string
  readonly model: ModelCard
  readonly isWithoutPorts: boolean
  readonly isQuick: boolean
}

/** The longest lists of a page; the JSON of the command has all. */
const SERVERS_MAX = 200
const CURVE_POINTS_MAX = 120

/** One measurement as the console shows it: everything its pictures are drawn from. */
export function evaluationRecord(result: SuiteResult, about: EvaluationAbout): Evaluation {
  const { run } = result
  const budget = run?.ours.recallAtFalse['1']
  return {
    name: about.name,
    suite: result.suite,
    title: result.title,
    provenance: result.provenance,
    evaluatedAt: about.evaluatedAt,
    version: about.version,
    model: about.model.title,
    isSynthetic: result.isSynthetic,
    isQuick: about.isQuick,
    isWithoutPorts: about.isWithoutPorts,
    endpoints: run?.known.length ?? 0,
    positives: run?.positives ?? 0,
    prAuc: figure(run?.ours.prAuc),
    prAucInterval: run?.ours.interval ?? null,
    found: budget?.found ?? null,
    expectedCalibrationError: figure(run?.calibration.expectedError),
    benign: run?.negatives ?? 0,
    unknown: run?.unknown ?? 0,
    methods: run ? methodsOf(run, about.isWithoutPorts) : [],
    calibration: run
      ? {
          expectedError: figure(run.calibration.expectedError),
          brier: figure(run.calibration.brier),
          bins: run.calibration.bins.filter(({ count }) => count > 0),
        }
      : null,
    samplingLines: (result.samplingLines ?? []).map(({ name, points }) => ({
      name,
      points: points.map(({ recall, interval, ...point }) => ({
        ...point,
        recall: figure(recall),
        interval: interval ?? null,
      })),
    })),
    causes: run ? causesOf(run) : [],
    servers: run ? serversOf(run) : [],
    tables: result.tables.map(({ title, about: said, columns, rows }) => ({
      title,
      about: said,
      columns: [...columns],
      rows: rows.map((row) => [...row]),
    })),
    baseRate: run ? baseRateText(run) : null,
  }
}

function methodsOf(run: RunVerdict, isWithoutPorts: boolean): Evaluation['methods'] {
  const ours = { en: 'Noroshi', ja: 'Noroshi' }
  const blind = { en: 'Noroshi, without ports', ja: 'Noroshi（ポートなし）' }
  return [
    methodOf('noroshi', isWithoutPorts ? blind : ours, run.ours),
    ...(isWithoutPorts ? [] : [methodOf('noroshi-without-ports', blind, run.withoutPorts)]),
    ...Object.entries(run.baselines).map(([name, quality]) =>
      methodOf(name, baselineTitle(name), quality),
    ),
  ]
}

function methodOf(
  name: string,
  title: Evaluation['title'],
  quality: Quality,
): Evaluation['methods'][number] {
  return {
    name,
    title,
    prAuc: figure(quality.prAuc),
    interval: quality.interval ?? null,
    recallAtFalse: Object.fromEntries(
      Object.entries(quality.recallAtFalse).map(([budget, at]) => [
        budget,
        {
          recall: figure(at.recall),
          found: at.found,
          positives: at.positives,
          falseMax: at.falseMax,
          interval: at.interval ?? null,
        },
      ]),
    ),
    curve: thinned(quality.curve),
  }
}

function causesOf({ errors }: RunVerdict): Evaluation['causes'] {
  const groups = Map.groupBy(errors, ({ side, cause }) => `${side} ${cause}`)
  return [...groups.values()]
    .map((all) => {
      const { side, cause } = all[0]!
      const { en, ja } = CAUSES[cause]
      return { side, cause, title: { en, ja }, count: all.length }
    })
    .sort((a, b) => b.count - a.count)
}

function serversOf({ servers }: RunVerdict): Evaluation['servers'] {
  return [...servers]
    .sort((a, b) => a.rank - b.rank)
    .slice(0, SERVERS_MAX)
    .map(({ endpoint, rank, benignAbove }) => ({
      capture: endpoint.capture,
      address: endpoint.address,
      protocol: endpoint.protocol,
      port: endpoint.port,
      kind: endpoint.kind ?? null,
      flows: endpoint.flows,
      rank,
      benignAbove,
      probability: endpoint.probability,
    }))
}

function thinned<Point>(points: readonly Point[]): Point[] {
  const step = Math.max(1, Math.ceil(points.length / CURVE_POINTS_MAX))
  return points.filter((_, i) => i % step === 0 || i === points.length - 1)
}

/** JSON has no NaN: what could not be measured is null. */
const figure = (value: number | undefined): number | null =>
  value === undefined || !Number.isFinite(value) ? null : value
