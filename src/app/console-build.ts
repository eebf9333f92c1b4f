import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')
const VITE = join(ROOT, 'node_modules/.bin/vite')
const STAMP = join(ROOT, 'console/dist/source-digest')
const SOURCES = ['console', 'src/web/schemas', 'src/core/bilingual.ts', 'package-lock.json']
const NOT_SOURCES = /(^|\/)(dist|dev|checks|node_modules)(\/|$)|\.test\.tsx?$/

/**
 * Builds the console unless what is built was made from these very sources. Answers the builder's
 * words when it failed: the service is of use without its pages.
 */
export async function buildConsoleIfStale(onBuild: () => void): Promise<string | undefined> {
  const digest = await digestOf(SOURCES)
  const built = await readFile(STAMP, 'utf8').catch(() => '')
  if (built === digest) return undefined
  onBuild()
  const child = spawn(
    process.execPath,
    [VITE, 'build', '--config', join(ROOT, 'console/vite.config.ts'), '--logLevel', 'warn'],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const words = Promise.all([child.stdout.toArray(), child.stderr.toArray()])
  const [status] = await once(child, 'close')
  if (status !== 0)
    return Buffer.concat((await words).flat())
      .toString()
      .trim()
  await writeFile(STAMP, digest)
  return undefined
}

async function digestOf(places: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const place of places)
    for (const path of await filesOf(place)) {
      hash.update(path)
      hash.update(await readFile(join(ROOT, path)))
    }
  return hash.digest('hex')
}

async function filesOf(place: string): Promise<string[]> {
  const entries = await readdir(join(ROOT, place), { recursive: true, withFileTypes: true }).catch(
    () => undefined,
  )
  if (!entries) return [place]
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
    .filter((path) => !NOT_SOURCES.test(path))
    .sort()
}
