/** How well a ranking puts the positives first. */
export type RankingQuality = {
  readonly positives: number
  readonly total: number
  /** Average precision: the area under the precision-recall curve, ties counted at their worst. */
  readonly prAuc: number
  /** 1-based worst-case rank of each positive, ascending. */
  readonly ranks: readonly number[]
  /** How many positives stand within the first `m`. */
  within(m: number): number
}

/** @param labels 1 positive, 0 negative, in the order of `scores` */
export function evaluateRanking(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
): RankingQuality {
  const order = Array.from({ length: scores.length }, (_, i) => i).sort(
    // A tie is broken against us: negatives first.
    (a, b) => scores[b]! - scores[a]! || labels[a]! - labels[b]!,
  )
  const ranks: number[] = []
  let area = 0
  order.forEach((index, position) => {
    if (labels[index] !== 1) return
    ranks.push(position + 1)
    area += ranks.length / (position + 1)
  })
  return {
    positives: ranks.length,
    total: scores.length,
    prAuc: ranks.length === 0 ? Number.NaN : area / ranks.length,
    ranks,
    within: (m) => ranks.filter((rank) => rank <= m).length,
  }
}
