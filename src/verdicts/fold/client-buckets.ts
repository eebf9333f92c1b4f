const BUCKET_COUNT = 16
/** Beyond it a slice grows with the window. */
const PARTS_MAX = 256

/** The bucket of a client, by a hash: all that it does lies in one. */
export const clientBucket = (client: string): string =>
  `toUInt8(bitShiftRight(cityHash64(${client}), 60))`

/** Clients that are read together, as parameters of IN_SLICE_SQL: some buckets, or a part of one. */
export type ClientSlice = {
  readonly first_bucket: number
  readonly last_bucket: number
  readonly parts: number
  readonly part: number
}

export const IN_SLICE_SQL = `client_bucket >= {first_bucket:UInt8} AND client_bucket <= {last_bucket:UInt8}
  AND cityHash64(client) % {parts:UInt32} = {part:UInt32}`

/** About so many slices, of about equally many clients. */
export function clientSlices(wanted: number): ClientSlice[] {
  const count = Math.min(BUCKET_COUNT, Math.max(1, wanted))
  const parts = Math.min(PARTS_MAX, Math.max(1, Math.ceil(wanted / BUCKET_COUNT)))
  const border = (i: number): number => Math.floor((i * BUCKET_COUNT) / count)
  return Array.from({ length: count * parts }, (_, i) => {
    const range = Math.floor(i / parts)
    return {
      first_bucket: border(range),
      last_bucket: border(range + 1) - 1,
      parts,
      part: i % parts,
    }
  })
}
