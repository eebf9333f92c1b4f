import { LogError } from './errors.ts'
import { EMPTY_ROOT, nodeHash } from './merkle.ts'

/**
 * Throws INCLUSION_WRONG unless the leaf stands at `index` in the tree of `size` entries with this root
 * (RFC 9162 §2.1.3.2). Sizes stay below 2^53, so halving is by division and not by bits.
 */
export function verifyInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  path: readonly Uint8Array[],
  root: Uint8Array,
): void {
  if (index >= size) refuseInclusion()
  let position = index
  let last = size - 1
  let hash: Uint8Array = leaf
  for (const sibling of path) {
    if (last === 0) refuseInclusion()
    if (position % 2 === 1 || position === last) {
      hash = nodeHash(sibling, hash)
      while (position % 2 === 0 && position !== 0) {
        position /= 2
        last = Math.floor(last / 2)
      }
    } else {
      hash = nodeHash(hash, sibling)
    }
    position = Math.floor(position / 2)
    last = Math.floor(last / 2)
  }
  if (last !== 0 || !isEqual(hash, root)) refuseInclusion()
}

/**
 * Throws LOG_FORKED unless the tree of `size` begins with the tree of `oldSize` (RFC 9162 §2.1.4.2), and
 * LOG_ROLLED_BACK when it is smaller.
 */
export function verifyConsistency(
  old: { readonly size: number; readonly root: Uint8Array },
  next: { readonly size: number; readonly root: Uint8Array },
  path: readonly Uint8Array[],
): void {
  if (next.size < old.size)
    throw new LogError('LOG_ROLLED_BACK', `a tree of ${next.size} after one of ${old.size}`)
  if (old.size === 0 || next.size === old.size) {
    const isSame = old.size === 0 ? isEqual(old.root, EMPTY_ROOT) : isEqual(old.root, next.root)
    if (path.length > 0 || !isSame) refuseConsistency()
    return
  }
  let first = old.size - 1
  let last = next.size - 1
  while (first % 2 === 1) {
    first = Math.floor(first / 2)
    last = Math.floor(last / 2)
  }
  // A tree of a power of two is a node of the next one, and is not repeated in the path.
  const hashes = first === 0 ? [old.root, ...path] : path
  const [start, ...rest] = hashes
  if (!start) refuseConsistency()
  let oldHash: Uint8Array = start
  let newHash: Uint8Array = start
  for (const sibling of rest) {
    if (last === 0) refuseConsistency()
    if (first % 2 === 1 || first === last) {
      oldHash = nodeHash(sibling, oldHash)
      newHash = nodeHash(sibling, newHash)
      while (first % 2 === 0 && first !== 0) {
        first /= 2
        last = Math.floor(last / 2)
      }
    } else {
      newHash = nodeHash(newHash, sibling)
    }
    first = Math.floor(first / 2)
    last = Math.floor(last / 2)
  }
  if (last !== 0 || !isEqual(oldHash, old.root) || !isEqual(newHash, next.root)) refuseConsistency()
}

function refuseInclusion(): never {
  throw new LogError('INCLUSION_WRONG', 'the entry does not stand in this tree where it is said to')
}

function refuseConsistency(): never {
  throw new LogError('LOG_FORKED', 'the tree is not the one that was seen with more behind it')
}

const isEqual = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0
