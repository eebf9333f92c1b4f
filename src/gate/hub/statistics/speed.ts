/**
 * Times are counted in buckets that grow by an eighth of a doubling: a median is right within 5 %, and a member
 * costs the same few rows a day however many changes there were.
 */
const STEPS_PER_DOUBLING = 8
/** Below this a time says more about the network than about the member. */
const FINEST_MS = 50

export function bucketOf(ms: number): number {
  return Math.floor(STEPS_PER_DOUBLING * Math.log2(1 + Math.max(0, ms) / FINEST_MS))
}

/** The middle of a bucket in milliseconds. */
export function timeOf(bucket: number): number {
  return Math.round(FINEST_MS * (2 ** ((bucket + 0.5) / STEPS_PER_DOUBLING) - 1))
}

/** Null where nothing was counted. */
export function medianMs(
  buckets: readonly { readonly bucket: number; readonly count: number }[],
): number | null {
  const total = buckets.reduce((sum, { count }) => sum + count, 0)
  let below = 0
  for (const { bucket, count } of buckets.toSorted((a, b) => a.bucket - b.bucket)) {
    below += count
    if (2 * below >= total && total > 0) return timeOf(bucket)
  }
  return null
}
