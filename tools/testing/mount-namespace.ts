import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CommandResult } from './noroshi-process.ts'

/** Root needs no user namespace; others may be allowed one. */
const FLAGS = process.getuid?.() === 0 ? ['--mount'] : ['--map-root-user', '--mount']
const BALLAST = 'ballast'
const CHUNK_OCTETS = 4096

/** Why small file systems cannot be made here, or `false`. */
export function mountRefusal(): string | false {
  const tried = spawnSync('unshare', [...FLAGS, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'])
  return tried.status === 0 ? false : `no file system may be mounted here: ${wordsOf(tried)}`
}

function wordsOf({ error, stderr }: SpawnSyncReturns<Buffer>): string {
  return error?.message ?? stderr.toString().trim()
}

/** Runs a script of ours where what it mounts is seen by nobody else and goes away with it. */
export async function runWhereMountsAreOurs(
  script: string,
  ...args: string[]
): Promise<CommandResult> {
  const child = spawn('unshare', [...FLAGS, process.execPath, script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stdout = child.stdout.toArray()
  const stderr = child.stderr.toArray()
  const [status] = (await once(child, 'close')) as [number | null]
  return {
    status,
    stdout: Buffer.concat(await stdout).toString(),
    stderr: Buffer.concat(await stderr).toString(),
  }
}

/** A file system of its own under a directory, so small that a test can fill it. */
export class SmallDisk implements AsyncDisposable {
  readonly path: string

  private constructor(path: string) {
    this.path = path
  }

  static mount(path: string, octets: number): SmallDisk {
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${octets}`, 'tmpfs', path])
    if (mounted.status !== 0) throw new Error(`${path}: ${wordsOf(mounted)}`)
    return new SmallDisk(path)
  }

  /** Takes all space that is left. */
  async fill(): Promise<void> {
    for (const octets of [1 << 20, CHUNK_OCTETS]) {
      const flag = { flag: 'a' }
      const more = (): Promise<boolean> =>
        writeFile(join(this.path, BALLAST), Buffer.alloc(octets), flag).then(
          () => true,
          (error: NodeJS.ErrnoException) => {
            if (error.code === 'ENOSPC') return false
            throw error
          },
        )
      while (await more());
    }
  }

  async release(): Promise<void> {
    await rm(join(this.path, BALLAST), { force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    spawnSync('umount', ['--lazy', this.path])
  }
}
