import type { SeededRandom } from '../../../core/random.ts'

const RESERVED = new Set([10, 100, 127, 169, 172, 192, 198, 203])

/** A public address, anywhere. */
export function drawAddress(random: SeededRandom): number {
  let first = 0
  do first = 1 + random.integer(222)
  while (RESERVED.has(first))
  return ((first << 24) | (random.integer(0x10000) << 8) | (1 + random.integer(253))) >>> 0
}

/** Addresses of one service: alone, side by side in one network, or spread over several. */
export function drawAddresses(
  random: SeededRandom,
  count: number,
  place: 'together' | 'apart',
): number[] {
  const first = drawAddress(random)
  return Array.from({ length: count }, (_, i) => {
    if (i === 0) return first
    if (place === 'apart') return drawAddress(random)
    return ((first & 0xffffff00) | (1 + random.integer(253))) >>> 0
  })
}

/** A private address within the network of `site`. */
export function neighbourOf(site: number, host: number): number {
  return ((site & 0xffffff00) | (host & 255)) >>> 0
}
