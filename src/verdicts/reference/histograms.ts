import type { Sample } from '../model/sample.ts'
import type { FeatureHistograms } from './reference.ts'

/** Bins of a known value; a further one, the first, holds those of which it is missing. */
const BIN_COUNT_MAX = 10

/** Edges at the deciles of all samples, and what share of each view lies in each bin. */
export function featureHistograms(samples: readonly Sample[]): FeatureHistograms {
  const width = samples[0]?.values.length ?? 0
  const edges = Array.from({ length: width }, (_, feature) => decileEdges(samples, feature))
  const views = [...Map.groupBy(samples, ({ view }) => view ?? '')].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )
  return {
    edges,
    views: views.map(([view, all]) => ({
      view,
      count: all.length,
      shares: countBins(
        edges,
        all.map(({ values }) => values),
      ).map((counts) => counts.map((count) => Number((count / all.length).toFixed(5)))),
    })),
  }
}

/** By feature: how many rows fall into each bin, the missing ones first. */
export function countBins(
  edges: readonly (readonly number[])[],
  rows: readonly ArrayLike<number>[],
): number[][] {
  return edges.map((upper, feature) => {
    const counts = new Array<number>(upper.length + 2).fill(0)
    for (const row of rows) counts[binOf(upper, row[feature]!)]!++
    return counts
  })
}

/** 0 = missing; else 1 + the number of edges below the value. */
function binOf(upper: readonly number[], value: number): number {
  if (Number.isNaN(value)) return 0
  let bin = 0
  while (bin < upper.length && value > upper[bin]!) bin++
  return bin + 1
}

function decileEdges(samples: readonly Sample[], feature: number): number[] {
  const sorted = Float64Array.from(samples, ({ values }) => values[feature]!)
    .filter(Number.isFinite)
    .sort()
  const edges: number[] = []
  for (let bin = 1; bin < BIN_COUNT_MAX; bin++) {
    const edge = sorted[Math.floor((bin / BIN_COUNT_MAX) * sorted.length)]
    if (edge !== undefined && edge < sorted.at(-1)! && edge !== edges.at(-1)) edges.push(edge)
  }
  return edges.map((edge) => Number(edge.toPrecision(7)))
}
