/** A column of raw values cut into at most this many bins; one byte holds a bin and the missing mark. */
export const BIN_COUNT_MAX = 64
/** The bin of a missing value (NaN). Real bins count from 1. */
export const MISSING_BIN = 0

/**
 * Samples as bins, one byte each, column by column: `bins[column * rowCount + row]`.
 * A row belongs to bin b when `edges[b - 2] < value <= edges[b - 1]`.
 */
export type BinnedColumns = {
  readonly rowCount: number
  readonly columnCount: number
  readonly bins: Uint8Array
  /** Ascending upper edges of each column's bins; the last bin has none. */
  readonly edges: readonly Float64Array[]
}

/** @param columns one array of raw values per feature, all equally long; NaN is missing */
export function binColumns(columns: readonly Float64Array[]): BinnedColumns {
  const rowCount = columns[0]?.length ?? 0
  const bins = new Uint8Array(columns.length * rowCount)
  const edges = columns.map((column, index) => {
    const cut = binEdges(column)
    for (let row = 0; row < rowCount; row++) bins[index * rowCount + row] = binOf(column[row]!, cut)
    return cut
  })
  return { rowCount, columnCount: columns.length, bins, edges }
}

/** Edges between neighbouring distinct values, at even ranks, so that each bin holds like many rows. */
function binEdges(column: Float64Array): Float64Array {
  const sorted = column.filter((value) => !Number.isNaN(value)).sort()
  const edges: number[] = []
  let taken = 0
  for (let row = 1; row < sorted.length; row++) {
    const below = sorted[row - 1]!
    const above = sorted[row]!
    if (below === above) continue
    const binsLeft = BIN_COUNT_MAX - 1 - edges.length
    if (binsLeft === 0) break
    // The share of rows still to be cut decides the next edge, so that heavy ties do not eat the bins.
    if (row - taken < (sorted.length - taken) / (binsLeft + 1)) continue
    edges.push(below + (above - below) / 2)
    taken = row
  }
  return Float64Array.from(edges)
}

function binOf(value: number, edges: Float64Array): number {
  if (Number.isNaN(value)) return MISSING_BIN
  let low = 0
  let high = edges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (value <= edges[middle]!) high = middle
    else low = middle + 1
  }
  return low + 1
}
