import { SUSPECTED_PROBABILITY_MIN } from '../bands.ts'

/** One endpoint of a window, scored by both models. */
export type TwiceScored = {
  /** Names the endpoint within this comparison; never leaves it. */
  readonly endpoint: string
  readonly champion: number
  readonly challenger: number
}

/** How much two models agree about one window; counts and shares only. */
export type Agreement = {
  readonly endpoints: number
  /** Of the first hundred of either model, the share that stands in both. */
  readonly overlapAt100: number
  /** Kendall's tau-a over the union of both heads: 1 = the same order, −1 = the opposite. */
  readonly orderAgreement: number
  readonly suspected: {
    readonly both: number
    readonly championOnly: number
    readonly challengerOnly: number
  }
}

const HEAD = 100

/** @param rows probabilities by either model */
export function compareModels(rows: readonly TwiceScored[]): Agreement {
  const headOf = (scoreOf: (row: TwiceScored) => number): ReadonlySet<TwiceScored> =>
    new Set(
      rows
        .toSorted((a, b) => scoreOf(b) - scoreOf(a) || (a.endpoint < b.endpoint ? -1 : 1))
        .slice(0, HEAD),
    )
  const champion = headOf((row) => row.champion)
  const challenger = headOf((row) => row.challenger)
  const isSuspected = (probability: number): boolean => probability >= SUSPECTED_PROBABILITY_MIN
  const count = (wanted: (row: TwiceScored) => boolean): number => rows.filter(wanted).length
  return {
    endpoints: rows.length,
    overlapAt100:
      champion.size === 0
        ? 1
        : [...champion].filter((row) => challenger.has(row)).length / champion.size,
    orderAgreement: kendall([...new Set([...champion, ...challenger])]),
    suspected: {
      both: count((row) => isSuspected(row.champion) && isSuspected(row.challenger)),
      championOnly: count((row) => isSuspected(row.champion) && !isSuspected(row.challenger)),
      challengerOnly: count((row) => !isSuspected(row.champion) && isSuspected(row.challenger)),
    },
  }
}

/** Kendall 1938; two hundred rows at most, so pairs are simply counted. */
function kendall(rows: readonly TwiceScored[]): number {
  let agreeing = 0
  let pairs = 0
  for (let i = 0; i < rows.length; i++)
    for (let j = i + 1; j < rows.length; j++) {
      pairs++
      agreeing +=
        Math.sign(rows[i]!.champion - rows[j]!.champion) *
        Math.sign(rows[i]!.challenger - rows[j]!.challenger)
    }
  return pairs === 0 ? 1 : agreeing / pairs
}
