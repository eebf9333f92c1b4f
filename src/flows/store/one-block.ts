/**
 * Makes one block of everything that an insert brings: a token then stands for the whole of it, on every
 * shard. More than this comes in no insert (2^20 records in a group of segments, or in one segment).
 */
export const ONE_BLOCK_SETTINGS = {
  min_insert_block_size_rows: String(2 ** 21),
  min_insert_block_size_bytes: String(2 ** 31),
} as const
