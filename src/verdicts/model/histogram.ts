import { BIN_COUNT_MAX, type BinnedColumns } from './binning.ts'

/** Bins of a column including the missing one, rounded up so that a column's cells start aligned. */
export const CELLS_PER_COLUMN = BIN_COUNT_MAX + 1

/** Sums of gradient, hessian and row weight by column and bin: cell = column * CELLS_PER_COLUMN + bin. */
export type Histogram = {
  readonly gradient: Float64Array
  readonly hessian: Float64Array
  readonly weight: Float64Array
}

export type Gradients = {
  readonly gradient: Float64Array
  readonly hessian: Float64Array
  readonly weight: Float64Array
}

export function createHistogram(columnCount: number): Histogram {
  const cells = columnCount * CELLS_PER_COLUMN
  return {
    gradient: new Float64Array(cells),
    hessian: new Float64Array(cells),
    weight: new Float64Array(cells),
  }
}

/** Sums the rows `order[start..end)` into `histogram`, which is cleared first. */
export function fillHistogram(
  histogram: Histogram,
  columns: BinnedColumns,
  sampled: readonly number[],
  order: Int32Array,
  start: number,
  end: number,
  gradients: Gradients,
): void {
  histogram.gradient.fill(0)
  histogram.hessian.fill(0)
  histogram.weight.fill(0)
  const { bins, rowCount } = columns
  const { gradient, hessian, weight } = gradients
  for (const column of sampled) {
    const from = column * rowCount
    const cells = column * CELLS_PER_COLUMN
    for (let i = start; i < end; i++) {
      const row = order[i]!
      const cell = cells + bins[from + row]!
      histogram.gradient[cell]! += gradient[row]!
      histogram.hessian[cell]! += hessian[row]!
      histogram.weight[cell]! += weight[row]!
    }
  }
}

/** A sibling's histogram is the parent's minus the other child's: half the work of each level. */
export function subtractHistogram(target: Histogram, parent: Histogram, other: Histogram): void {
  for (let cell = 0; cell < target.gradient.length; cell++) {
    target.gradient[cell] = parent.gradient[cell]! - other.gradient[cell]!
    target.hessian[cell] = parent.hessian[cell]! - other.hessian[cell]!
    target.weight[cell] = parent.weight[cell]! - other.weight[cell]!
  }
}
