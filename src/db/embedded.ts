import { constants, existsSync } from 'node:fs'
import { cp, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'

/**
 * An empty database as PGlite makes it: the same for everybody, and four seconds of a processor to make. Kept beside
 * the packages, which npm clears whenever one of them changes, so that it is never of another version.
 */
const TEMPLATE = join(import.meta.dirname, '../../node_modules/.cache/noroshi/empty-database')

/** The database of a directory; an empty one where there is none yet. */
export async function openEmbedded(directory: string): Promise<PGlite> {
  if (!existsSync(join(directory, 'PG_VERSION'))) await placeEmpty(directory)
  return PGlite.create(directory)
}

/** Whatever hinders it: PGlite then makes its own in place, only more slowly. */
async function placeEmpty(directory: string): Promise<void> {
  if (existsSync(directory) && (await readdir(directory)).length > 0) return
  try {
    if (!existsSync(TEMPLATE)) await makeTemplate()
    await copyWhole(TEMPLATE, directory)
  } catch {
    await rm(directory, { recursive: true, force: true })
  }
}

async function makeTemplate(): Promise<void> {
  const made = `${TEMPLATE}.${process.pid}`
  await mkdir(dirname(TEMPLATE), { recursive: true })
  try {
    await (await PGlite.create(made)).close()
    await rename(made, TEMPLATE)
  } catch (error) {
    // Somebody else was first.
    if (!existsSync(TEMPLATE)) throw error
  } finally {
    await rm(made, { recursive: true, force: true })
  }
}

/** On the disk before it has its name: half a database would be opened as one. */
async function copyWhole(from: string, to: string): Promise<void> {
  const half = `${to}.half`
  await rm(half, { recursive: true, force: true })
  await mkdir(dirname(to), { recursive: true })
  await cp(from, half, { recursive: true, mode: constants.COPYFILE_FICLONE })
  for (const entry of await readdir(half, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    await using file = await open(join(entry.parentPath, entry.name))
    await file.datasync()
  }
  await rename(half, to)
}
