import { type BinnedColumns, MISSING_BIN } from './binning.ts'
import { CELL_WIDTH, CELLS_PER_COLUMN, type Histogram } from './histogram.ts'

export type SplitRules = {
  readonly lambda: number
  /** A leaf must hold so much hessian: about four times so many undecided rows. */
  readonly leafHessianMin: number
  readonly gainMin: number
  /** Per column: 1 = score may only rise with the value, -1 = only fall, 0 = free. */
  readonly monotone: readonly number[]
}

export type Totals = { readonly gradient: number; readonly hessian: number }

/** Leaf values below a monotone split stay on its side. */
export type Bounds = { readonly low: number; readonly high: number }

export type Split = {
  readonly column: number
  /** Rows with `MISSING_BIN < bin <= lastLeftBin` go left. */
  readonly lastLeftBin: number
  readonly missingLeft: boolean
  readonly gain: number
  readonly leftValue: number
  readonly rightValue: number
}

/** The split with the largest gain (second-order, as in gradient boosting), or `undefined`. */
export function bestSplit(
  histogram: Histogram,
  columns: BinnedColumns,
  sampled: readonly number[],
  totals: Totals,
  bounds: Bounds,
  rules: SplitRules,
): Split | undefined {
  let best: Split | undefined
  const parentGain = gainOf(totals.gradient, totals.hessian, rules.lambda)
  for (const column of sampled) {
    const cells = column * CELLS_PER_COLUMN
    const lastBin = columns.edges[column]!.length + 1
    const missing = (cells + MISSING_BIN) * CELL_WIDTH
    const hasMissing = histogram[missing + 1]! > 1e-9
    const direction = rules.monotone[column] ?? 0

    for (const missingLeft of hasMissing ? [true, false] : [false]) {
      let gradient = missingLeft ? histogram[missing]! : 0
      let hessian = missingLeft ? histogram[missing + 1]! : 0
      // With the missing rows on the right, every present row may stand alone on the left.
      const end = hasMissing && !missingLeft ? lastBin : lastBin - 1
      for (let bin = 1; bin <= end; bin++) {
        const cell = (cells + bin) * CELL_WIDTH
        gradient += histogram[cell]!
        hessian += histogram[cell + 1]!
        if (hessian < rules.leafHessianMin) continue
        if (totals.hessian - hessian < rules.leafHessianMin) break
        const gain =
          gainOf(gradient, hessian, rules.lambda) +
          gainOf(totals.gradient - gradient, totals.hessian - hessian, rules.lambda) -
          parentGain
        if (gain <= rules.gainMin || (best && gain <= best.gain)) continue
        const leftValue = leafValue(gradient, hessian, bounds, rules.lambda)
        const rightValue = leafValue(
          totals.gradient - gradient,
          totals.hessian - hessian,
          bounds,
          rules.lambda,
        )
        if (direction * (rightValue - leftValue) < 0) continue
        best = { column, lastLeftBin: bin, missingLeft, gain, leftValue, rightValue }
      }
    }
  }
  return best
}

export function leafValue(
  gradient: number,
  hessian: number,
  bounds: Bounds,
  lambda: number,
): number {
  return Math.min(bounds.high, Math.max(bounds.low, -gradient / (hessian + lambda)))
}

function gainOf(gradient: number, hessian: number, lambda: number): number {
  return (gradient * gradient) / (hessian + lambda)
}
