import { constants, type Dirent, existsSync } from 'node:fs'
import { copyFile, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { PGlite } from '@electric-sql/pglite'

/**
 * An empty database as PGlite makes it: the same for everybody, and four seconds of a processor to make. Kept beside
 * the packages, which npm clears whenever one of them changes, so that it is never of another version.
 */
const TEMPLATE = join(import.meta.dirname, '../../node_modules/.cache/noroshi/empty-database')

/** A thousand small files: one after the other they wait two seconds for the disk, so many at once a quarter of one. */
const COPIED_AT_ONCE = 16
/** As PostgreSQL asks of a directory that holds a database. */
const DIRECTORY_MODE = 0o700

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
  const entries = await readdir(from, { recursive: true, withFileTypes: true })
  const placesOf = (isOurs: (entry: Dirent) => boolean): string[] =>
    entries.filter(isOurs).map((entry) => relative(from, join(entry.parentPath, entry.name)))
  for (const place of ['', ...placesOf((entry) => entry.isDirectory())])
    await mkdir(join(half, place), { recursive: true, mode: DIRECTORY_MODE })
  const files = placesOf((entry) => entry.isFile())
  const copyNext = async (): Promise<void> => {
    for (let place = files.pop(); place !== undefined; place = files.pop()) {
      await copyFile(join(from, place), join(half, place), constants.COPYFILE_FICLONE)
      await using file = await open(join(half, place))
      await file.datasync()
    }
  }
  await Promise.all(Array.from({ length: COPIED_AT_ONCE }, copyNext))
  await rename(half, to)
}
