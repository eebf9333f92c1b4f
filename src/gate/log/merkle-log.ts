import { LogError } from './errors.ts'
import { EMPTY_ROOT, HASH_OCTETS, leafHash, nodeHash, splitOf } from './merkle.ts'
import { TILE_WIDTH, tilePath } from './tile-path.ts'
import type { TileStore } from './tile-store.ts'

/** An entry bundle gives each length in 16 bits. */
export const ENTRY_OCTETS_MAX = 65_535
const TILE_HEIGHT = 8

/**
 * An append-only Merkle tree (RFC 6962) in tiles of 256 hashes (c2sp.org/tlog-tiles). It knows its size and
 * reads everything else from the store, so that it costs the same memory at any size.
 */
export class MerkleLog {
  readonly #store: TileStore
  #size: number

  /** @param size of the newest checkpoint; what a crash left behind it is written over */
  constructor(store: TileStore, size: number) {
    this.#store = store
    this.#size = size
  }

  get size(): number {
    return this.#size
  }

  /** Appends, and writes every tile that a checkpoint of the new size needs. Answers the first index. */
  append(entries: readonly Uint8Array[]): number {
    for (const entry of entries)
      if (entry.length > ENTRY_OCTETS_MAX)
        throw new LogError('LOG_ENTRY_TOO_LARGE', `an entry has ${ENTRY_OCTETS_MAX} octets at most`)
    const first = this.#size
    if (entries.length === 0) return first
    this.#appendBundles(entries)
    this.#appendHashes(0, first, entries.map(leafHash))
    this.#size += entries.length
    return first
  }

  root(size: number = this.#size): Buffer {
    return size === 0 ? EMPTY_ROOT : this.#rangeHash(0, size)
  }

  /** From the leaf's sibling up to the root's child (RFC 6962 §2.1.1). */
  inclusionProof(index: number, size: number = this.#size): Buffer[] {
    if (!(index >= 0 && index < size && size <= this.#size)) throw new RangeError('no such entry')
    return this.#path(index, 0, size)
  }

  /** RFC 6962 §2.1.2. */
  consistencyProof(oldSize: number, size: number = this.#size): Buffer[] {
    if (!(oldSize >= 0 && oldSize <= size && size <= this.#size))
      throw new RangeError('no such tree')
    return oldSize === 0 || oldSize === size ? [] : this.#subproof(oldSize, 0, size, true)
  }

  /** The entry as it was appended. */
  entry(index: number): Buffer {
    const bundle = this.#readTile('entries', Math.floor(index / TILE_WIDTH), this.#size)
    const offset = bundleOctets(bundle, index % TILE_WIDTH)
    return bundle.subarray(offset + 2, offset + 2 + bundle.readUInt16BE(offset))
  }

  #path(index: number, start: number, end: number): Buffer[] {
    if (end - start === 1) return []
    const middle = start + splitOf(end - start)
    return index < middle
      ? [...this.#path(index, start, middle), this.#rangeHash(middle, end)]
      : [...this.#path(index, middle, end), this.#rangeHash(start, middle)]
  }

  #subproof(oldSize: number, start: number, end: number, isWhole: boolean): Buffer[] {
    if (oldSize === end) return isWhole ? [] : [this.#rangeHash(start, end)]
    const middle = start + splitOf(end - start)
    return oldSize <= middle
      ? [...this.#subproof(oldSize, start, middle, isWhole), this.#rangeHash(middle, end)]
      : [...this.#subproof(oldSize, middle, end, false), this.#rangeHash(start, middle)]
  }

  /** The hash over entries [start, end). */
  #rangeHash(start: number, end: number): Buffer {
    const count = end - start
    const level = Math.log2(count)
    if (Number.isInteger(level)) return this.#node(level, start / count)
    const middle = start + splitOf(count)
    return nodeHash(this.#rangeHash(start, middle), this.#rangeHash(middle, end))
  }

  /** A full subtree of 2^level entries; only every eighth level is stored. */
  #node(level: number, index: number): Buffer {
    const width = 2 ** (level % TILE_HEIGHT)
    const first = index * width
    const tileLevel = Math.floor(level / TILE_HEIGHT)
    const tile = this.#readTile(tileLevel, Math.floor(first / TILE_WIDTH), this.#size)
    return fold(tile, first % TILE_WIDTH, width)
  }

  #appendHashes(level: number, first: number, hashes: readonly Buffer[]): void {
    const full: Buffer[] = []
    let held = this.#partial(level, first)
    const firstTile = Math.floor(first / TILE_WIDTH)
    for (let taken = 0, tile = firstTile; taken < hashes.length; tile++) {
      const room = TILE_WIDTH - held.length / HASH_OCTETS
      const octets = Buffer.concat([held, ...hashes.slice(taken, taken + room)])
      const width = octets.length / HASH_OCTETS
      this.#write(level, tile, width, octets)
      if (width === TILE_WIDTH) full.push(fold(octets, 0, TILE_WIDTH))
      taken += room
      held = Buffer.alloc(0)
    }
    if (full.length > 0) this.#appendHashes(level + 1, firstTile, full)
  }

  #appendBundles(entries: readonly Uint8Array[]): void {
    const start = this.#size
    let held = this.#partial('entries', start)
    let width = start % TILE_WIDTH
    for (let taken = 0, tile = Math.floor(start / TILE_WIDTH); taken < entries.length; tile++) {
      const part = entries.slice(taken, taken + TILE_WIDTH - width)
      const prefixed = part.flatMap((entry) => {
        const length = Buffer.alloc(2)
        length.writeUInt16BE(entry.length)
        return [length, entry]
      })
      this.#write('entries', tile, width + part.length, Buffer.concat([held, ...prefixed]))
      taken += part.length
      held = Buffer.alloc(0)
      width = 0
    }
  }

  /** What the last tile of a level holds before something is appended at `count`. */
  #partial(level: number | 'entries', count: number): Buffer {
    const width = count % TILE_WIDTH
    if (width === 0) return Buffer.alloc(0)
    const index = Math.floor(count / TILE_WIDTH)
    const partial = this.#store.read(tilePath(level, index, width))
    if (partial) return asBuffer(partial)
    // After a crash between a full tile and its checkpoint: the partial is the beginning of the full one.
    const full = this.#read(tilePath(level, index, TILE_WIDTH))
    return full.subarray(0, level === 'entries' ? bundleOctets(full, width) : width * HASH_OCTETS)
  }

  #write(level: number | 'entries', index: number, width: number, octets: Buffer): void {
    const path = tilePath(level, index, width)
    this.#store.write(path, octets)
    if (width === TILE_WIDTH) this.#store.dropPartials(path)
  }

  #readTile(level: number | 'entries', index: number, size: number): Buffer {
    const perHash = level === 'entries' ? 1 : TILE_WIDTH ** level
    const count = Math.floor(size / perHash)
    const width = Math.min(TILE_WIDTH, count - index * TILE_WIDTH)
    const octets = this.#read(tilePath(level, index, width))
    if (level !== 'entries' && octets.length !== width * HASH_OCTETS)
      throw new LogError('LOG_DAMAGED', `${tilePath(level, index, width)} has the wrong length`)
    return octets
  }

  #read(path: string): Buffer {
    const octets = this.#store.read(path)
    if (!octets) throw new LogError('LOG_DAMAGED', `${path} is missing`)
    return asBuffer(octets)
  }
}

const asBuffer = (octets: Uint8Array): Buffer =>
  Buffer.from(octets.buffer, octets.byteOffset, octets.length)

/** The octets of the first entries of a bundle. */
function bundleOctets(bundle: Buffer, entryCount: number): number {
  let offset = 0
  for (let i = 0; i < entryCount; i++) offset += 2 + bundle.readUInt16BE(offset)
  return offset
}

/** The hash over `count` hashes of a tile, a power of two. */
function fold(tile: Buffer, first: number, count: number): Buffer {
  if (count === 1) return Buffer.from(tile.subarray(first * HASH_OCTETS, (first + 1) * HASH_OCTETS))
  const half = count / 2
  return nodeHash(fold(tile, first, half), fold(tile, first + half, half))
}
