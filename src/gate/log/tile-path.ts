/** Hashes in a full tile (c2sp.org/tlog-tiles). */
export const TILE_WIDTH = 256

/** `x001/x234/067` for 1234067: no directory gets more than a thousand entries. */
export function formatTileIndex(index: number): string {
  const parts = [String(index % 1000).padStart(3, '0')]
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000))
    parts.unshift(`x${String(rest % 1000).padStart(3, '0')}`)
  return parts.join('/')
}

/** @param width hashes in it; 256 is the full tile, whose name has no width */
export function tilePath(level: number | 'entries', index: number, width: number): string {
  const partial = width === TILE_WIDTH ? '' : `.p/${width}`
  return `tile/${level}/${formatTileIndex(index)}${partial}`
}

const PATH =
  /^tile\/(0|[1-9]|[1-5]\d|6[0-3]|entries)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d?|1\d\d|2[0-4]\d|25[0-5]))?$/

/** Whether a path asked for by somebody is one that a log can have; nothing else is looked up on a disk. */
export function isTilePath(path: string): boolean {
  const match = PATH.exec(path)
  if (!match) return false
  const index = Number(match[2]!.replaceAll(/[x/]/g, ''))
  // One name for each tile: no leading `x000`.
  return Number.isSafeInteger(index) && formatTileIndex(index) === match[2]
}
