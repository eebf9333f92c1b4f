import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

/** Where a log keeps its resources, by their paths in c2sp.org/tlog-tiles. */
export type TileStore = {
  read(path: string): Uint8Array | undefined
  /** Durable when it returns. */
  write(path: string, octets: Uint8Array): void
  /** Forgets the partial tiles of a path once the full one is written. */
  dropPartials(path: string): void
}

/** Files that any web server can hand out as they are. */
export function tileDirectory(root: string): TileStore {
  return {
    read: (path) => {
      try {
        return readFileSync(join(root, path))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
        throw error
      }
    },
    write: (path, octets) => {
      const place = join(root, path)
      mkdirSync(dirname(place), { recursive: true, mode: 0o700 })
      const temporary = `${place}.new`
      const file = openSync(temporary, 'w', 0o600)
      try {
        writeSync(file, octets)
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
      renameSync(temporary, place)
    },
    dropPartials: (path) => rmSync(`${join(root, path)}.p`, { recursive: true, force: true }),
  }
}

export function tileMemory(): TileStore {
  const tiles = new Map<string, Uint8Array>()
  return {
    read: (path) => tiles.get(path),
    write: (path, octets) => {
      tiles.set(path, Uint8Array.from(octets))
    },
    dropPartials: (path) => {
      for (const each of tiles.keys()) if (each.startsWith(`${path}.p/`)) tiles.delete(each)
    },
  }
}
