const BUCKET_COUNT = 16
/** Beyond it a slice grows with the window. */
const PARTS_MAX = 256

/** The bucket of a client, by a hash: all that it does lies in one. */
export const clientBucket = (client: string): string =>
  `toUInt8(bitShiftRight(cityHash64(${client}), 60))`

/**
 * A number without meaning for a client, below 2^52, so that it is exact in JSON. Its leading bits have nothing to do with
 * the bucket.
 */
export const CLIENT_KEY_BITS = 52
export const CLIENT_KEY_SQL = `bitAnd(cityHash64(client), ${2 ** CLIENT_KEY_BITS - 1})`

/** Clients that are read together, as parameters of IN_SLICE_SQL: some buckets, or a part of one. */
export type ClientSlice = {
  readonly first_bucket: number
  readonly last_bucket: number
  readonly parts: number
  readonly part: number
}

export const IN_SLICE_SQL = `client_bucket >= {first_bucket:UInt8} AND client_bucket <= {last_bucket:UInt8}
  AND cityHash64(client) % {parts:UInt32} = {part:UInt32}`

/**
 * Every client in one slice: neighbouring buckets together as far as they cost no more than `costMax`, and a bucket that
 * costs more in parts of about equally many clients. A bucket is read whole for each of its parts.
 *
 * @param costOf of each bucket, in any unit; what is missing costs nothing
 */
export function clientSlices(costOf: ReadonlyMap<number, number>, costMax: number): ClientSlice[] {
  const slices: ClientSlice[] = []
  let first = 0
  let cost = 0
  for (let bucket = 0; bucket < BUCKET_COUNT; bucket++) {
    const own = costOf.get(bucket) ?? 0
    if (bucket > first && cost + own > costMax) {
      slices.push(...partsOf(first, bucket - 1, cost / costMax))
      first = bucket
      cost = 0
    }
    cost += own
  }
  return [...slices, ...partsOf(first, BUCKET_COUNT - 1, cost / costMax)]
}

function partsOf(first: number, last: number, wanted: number): ClientSlice[] {
  const parts = Math.min(PARTS_MAX, Math.max(1, Math.ceil(wanted)))
  return Array.from({ length: parts }, (_, part) => ({
    first_bucket: first,
    last_bucket: last,
    parts,
    part,
  }))
}
