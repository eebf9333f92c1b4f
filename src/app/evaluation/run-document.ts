import type { JudgedEndpoint, Quality, RunVerdict } from '../../verdicts/evaluate/index.ts'
import { baseRateText } from './base-rate-text.ts'

/** Endpoints listed one by one: the head of the order, as an analyst would read it. */
const TOP_ENDPOINTS = 100

/** The JSON face of a run; names here are read by others and stay. */
export function runDocument(run: RunVerdict, isWithoutPorts: boolean) {
  const scoreOf = (row: JudgedEndpoint): number =>
    isWithoutPorts ? row.scoreWithoutPorts : row.score
  return {
    endpointCount: run.known.length,
    positives: run.positives,
    benign: run.negatives,
    unknownCount: run.unknown,
    unscoredCount: run.unscored,
    ...qualityDocument(run.ours),
    withoutPorts: qualityDocument(run.withoutPorts),
    baselines: Object.fromEntries(
      Object.entries(run.baselines).map(([name, quality]) => [name, qualityDocument(quality)]),
    ),
    calibration: {
      expectedError: run.calibration.expectedError,
      brier: run.calibration.brier,
      bins: run.calibration.bins.filter((bin) => bin.count > 0),
    },
    servers: run.servers.map(({ endpoint, ...standing }) => ({
      ...addressOf(endpoint),
      kind: endpoint.kind ?? null,
      flows: endpoint.flows,
      clients: endpoint.clients ?? null,
      probability: endpoint.probability,
      ...standing,
    })),
    top: [...run.known]
      .sort((a, b) => compare(scoreOf(b), scoreOf(a)))
      .slice(0, TOP_ENDPOINTS)
      .map((endpoint) => ({
        ...addressOf(endpoint),
        truth: endpoint.truth,
        kind: endpoint.kind ?? null,
        probability: endpoint.probability,
      })),
    errors: run.errors.map(({ endpoint, side, cause }) => ({
      ...addressOf(endpoint),
      side,
      cause,
      kind: endpoint.kind ?? null,
      probability: endpoint.probability,
    })),
    causes: countBy(run.errors.map(({ side, cause }) => `${side}: ${cause}`)),
    baseRate: { ...run.baseRate, text: baseRateText(run) },
    /** What these benign endpoints could prove at most if none of them were called a C2. */
    falseRateProvable: run.falseRateProvable,
  }
}

export function qualityDocument(quality: Quality) {
  return {
    prAuc: quality.prAuc,
    prAucInterval: quality.interval ?? null,
    rocAuc: quality.rocAuc,
    recallAtFalse: Object.fromEntries(
      Object.entries(quality.recallAtFalse).map(([budget, at]) => [budget, at.recall]),
    ),
    recallAtFalseDetail: Object.fromEntries(
      Object.entries(quality.recallAtFalse).map(
        ([budget, { found, positives, falseMax, interval }]) => [
          budget,
          { found, positives, falseMax, interval: interval ?? null },
        ],
      ),
    ),
    precisionAt: quality.precisionAt,
  }
}

const addressOf = ({ capture, address, protocol, port }: JudgedEndpoint) => ({
  capture,
  address,
  protocol,
  port,
})

const compare = (a: number, b: number): number => (a > b ? 1 : a < b ? -1 : 0)

function countBy(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
