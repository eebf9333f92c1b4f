/** Of 95 %, two-sided. */
export const Z = 1.959963984540054

export type Interval = { readonly low: number; readonly high: number }
export type Proportion = Interval & {
  readonly share: number
  readonly of: number
  readonly count: number
}

/** Wilson's score interval: right also for small groups and for shares near 0 and 1. */
export function proportion(count: number, of: number): Proportion {
  if (of === 0) return { share: 0, of, count, low: 0, high: 1 }
  const share = count / of
  const middle = share + (Z * Z) / (2 * of)
  const half = Z * Math.sqrt((share * (1 - share)) / of + (Z * Z) / (4 * of * of))
  const scale = 1 + (Z * Z) / of
  return {
    share,
    of,
    count,
    low: Math.max(0, (middle - half) / scale),
    high: Math.min(1, (middle + half) / scale),
  }
}

/**
 * Difference of two independent shares with Newcombe's interval (Statistics in Medicine 17, 1998, method 10: the two
 * Wilson intervals put together). The plain one from the normal distribution is too narrow for the groups met here.
 */
export function difference(
  one: Proportion,
  other: Proportion,
): Interval & { readonly share: number } {
  const share = one.share - other.share
  return {
    share,
    low: share - Math.hypot(one.share - one.low, other.high - other.share),
    high: share + Math.hypot(one.high - one.share, other.share - other.low),
  }
}
