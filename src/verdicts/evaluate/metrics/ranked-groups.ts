/** Endpoints of one score, best score first: a threshold lets in a whole group or nothing of it. */
export type RankedGroup = {
  readonly score: number
  readonly positives: number
  readonly negatives: number
}

/**
 * Rows ordered by score, once, so that resampling them needs no sorting. Equal scores are one group: a
 * method that gives everything the same score earns no more than the base rate, whatever the order
 * of the rows.
 */
export class Ranking {
  /** Distinct scores, best first. */
  readonly scores: Float64Array
  readonly #groupOf: Uint32Array
  readonly #labels: ArrayLike<number>

  /** @param labels 1 positive, 0 negative, in the order of `scores` */
  constructor(scores: ArrayLike<number>, labels: ArrayLike<number>) {
    const order = Uint32Array.from({ length: scores.length }, (_, i) => i)
    // Subtracting infinities gives NaN, so scores are compared, not subtracted.
    order.sort((a, b) => (scores[a]! > scores[b]! ? -1 : scores[a]! < scores[b]! ? 1 : 0))
    const distinct: number[] = []
    this.#groupOf = new Uint32Array(scores.length)
    for (const row of order) {
      if (distinct.length === 0 || distinct.at(-1) !== scores[row]!) distinct.push(scores[row]!)
      this.#groupOf[row] = distinct.length - 1
    }
    this.scores = Float64Array.from(distinct)
    this.#labels = labels
  }

  /** @param weights how often each row counts; once when left out */
  groups(weights?: ArrayLike<number>): readonly RankedGroup[] {
    const positives = new Uint32Array(this.scores.length)
    const negatives = new Uint32Array(this.scores.length)
    for (let row = 0; row < this.#groupOf.length; row++) {
      const counts = this.#labels[row] === 1 ? positives : negatives
      counts[this.#groupOf[row]!]! += weights?.[row] ?? 1
    }
    return Array.from(this.scores, (score, i) => ({
      score,
      positives: positives[i]!,
      negatives: negatives[i]!,
    })).filter((group) => group.positives + group.negatives > 0)
  }
}

export function countPositives(groups: readonly RankedGroup[]): number {
  return groups.reduce((sum, group) => sum + group.positives, 0)
}

export function countNegatives(groups: readonly RankedGroup[]): number {
  return groups.reduce((sum, group) => sum + group.negatives, 0)
}
