import { BIN_COUNT_MAX, type BinnedColumns } from './binning.ts'

/** Bins of a column, the missing one included. */
export const CELLS_PER_COLUMN = BIN_COUNT_MAX + 1
/** Each cell holds the sums of gradient and hessian, side by side. */
export const CELL_WIDTH = 2

/** Sums by column and bin: cell = (column * CELLS_PER_COLUMN + bin) * CELL_WIDTH. */
export type Histogram = Float64Array

export type Gradients = {
  readonly gradient: Float64Array
  readonly hessian: Float64Array
  readonly weight: Float64Array
}

export function createHistogram(columnCount: number): Histogram {
  return new Float64Array(columnCount * CELLS_PER_COLUMN * CELL_WIDTH)
}

/** Sums rows into histograms; owns the room to lay a node's gradients side by side. */
export class HistogramFiller {
  readonly #columns: BinnedColumns
  readonly #rows: Float64Array

  constructor(columns: BinnedColumns) {
    this.#columns = columns
    this.#rows = new Float64Array(columns.rowCount * CELL_WIDTH)
  }

  /** Sums the rows `order[start..end)` into `histogram`, which is cleared first. */
  fill(
    histogram: Histogram,
    sampled: readonly number[],
    order: Int32Array,
    start: number,
    end: number,
    gradients: Gradients,
  ): void {
    histogram.fill(0)
    const rows = this.#rows
    // Gathered once per node and read by every column in turn: the gradients stay in the cache.
    for (let i = start, at = 0; i < end; i++, at += CELL_WIDTH) {
      const row = order[i]!
      rows[at] = gradients.gradient[row]!
      rows[at + 1] = gradients.hessian[row]!
    }
    const { bins, rowCount } = this.#columns
    for (const column of sampled) {
      const from = column * rowCount
      const cells = column * CELLS_PER_COLUMN
      for (let i = start, at = 0; i < end; i++, at += CELL_WIDTH) {
        const cell = (cells + bins[from + order[i]!]!) * CELL_WIDTH
        histogram[cell]! += rows[at]!
        histogram[cell + 1]! += rows[at + 1]!
      }
    }
  }
}

/** A sibling's histogram is the parent's minus the other child's: half the work of each level. */
export function subtractHistogram(parent: Histogram, other: Histogram): void {
  for (let cell = 0; cell < parent.length; cell++) parent[cell]! -= other[cell]!
}
