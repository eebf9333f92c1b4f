import { countNegatives, countPositives, type RankedGroup } from './ranked-groups.ts'

/** Budgets of false endpoints per 10,000 benign ones at which recall is reported. */
export const FALSE_BUDGETS = [0, 1, 10] as const
const PER_BENIGN = 10_000

export type RecallAtFalse = {
  /** False endpoints per 10,000 benign that the operator accepts. */
  readonly perTenThousand: number
  /** What that comes to on these rows: whole endpoints, rounded down. */
  readonly falseMax: number
  /** Share of the controllers found within it. */
  readonly recall: number
  readonly found: number
  readonly positives: number
  /** The lowest score that is still let in; undefined where nothing is. */
  readonly threshold: number | undefined
}

/**
 * Recall at the lowest threshold that lets in no more than `perTenThousand` false endpoints per 10,000
 * benign. With fewer than 10,000 benign rows a budget of 1 means none at all: the rounding is down,
 * so that a small set cannot earn a fraction of an error.
 */
export function recallAtFalse(
  groups: readonly RankedGroup[],
  perTenThousand: number,
): RecallAtFalse {
  const positives = countPositives(groups)
  const falseMax = Math.floor((perTenThousand * countNegatives(groups)) / PER_BENIGN + 1e-9)
  let found = 0
  let wrong = 0
  let threshold: number | undefined
  for (const group of groups) {
    if (group.score === Number.NEGATIVE_INFINITY || wrong + group.negatives > falseMax) break
    found += group.positives
    wrong += group.negatives
    threshold = group.score
  }
  const recall = positives === 0 ? Number.NaN : found / positives
  return { perTenThousand, falseMax, recall, found, positives, threshold }
}

/** Share of controllers among the first `count`, a tie at the border counted at its mean. */
export function precisionAt(groups: readonly RankedGroup[], count: number): number {
  let taken = 0
  let found = 0
  for (const group of groups) {
    const size = group.positives + group.negatives
    const room = Math.min(size, count - taken)
    found += (group.positives * room) / size
    taken += room
    if (taken >= count) break
  }
  return taken === 0 ? Number.NaN : found / taken
}
