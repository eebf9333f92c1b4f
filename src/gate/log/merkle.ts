import { createHash } from 'node:crypto'

/** SHA-256 everywhere (RFC 6962 §2.1). */
export const HASH_OCTETS = 32

const LEAF = Buffer.from([0])
const NODE = Buffer.from([1])

/** The root of the tree that has no entry. */
export const EMPTY_ROOT: Buffer = createHash('sha256').digest()

/** Leaves and nodes are hashed differently, so that no entry can pass for a part of the tree. */
export function leafHash(entry: Uint8Array): Buffer {
  return createHash('sha256').update(LEAF).update(entry).digest()
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update(NODE).update(left).update(right).digest()
}

/** The largest power of two below `count`, where RFC 6962 splits a list. `count` is at least 2. */
export function splitOf(count: number): number {
  let split = 1
  while (split * 2 < count) split *= 2
  return split
}
