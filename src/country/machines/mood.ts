/** A flaky server is up or down for stretches of so long. */
const STRETCH_MS = 40 * 60_000
const UP_SHARE = 0.4

/** Whether the flaky server with this seed is up; all its clients see the same. Pure. */
export function isInGoodMood(seed: number, atMs: number): boolean {
  return hashShare(seed, Math.floor(atMs / STRETCH_MS)) < UP_SHARE
}

/** A number in [0, 1) that depends on both words and nothing else. */
export function hashShare(seed: number, index: number): number {
  let word = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index | 0, 0xc2b2ae35)
  word ^= word >>> 16
  word = Math.imul(word, 0x7feb352d)
  word ^= word >>> 15
  word = Math.imul(word, 0x846ca68b)
  word ^= word >>> 16
  return (word >>> 0) / 4294967296
}
