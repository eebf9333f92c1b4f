import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freeTcpPort } from './noroshi-process.ts'

const DEBIAN_DIRECTORY = '/usr/lib/postgresql'
const READY_WITHIN_MS = 60_000
const POLL_MS = 100

/** Where Debian keeps the newest server's programs; `undefined` where none is installed. */
export function postgresPrograms(): string | undefined {
  const versions = existsSync(DEBIAN_DIRECTORY) ? readdirSync(DEBIAN_DIRECTORY) : []
  const newest = versions.sort((one, other) => Number(other) - Number(one))[0]
  return newest === undefined ? undefined : join(DEBIAN_DIRECTORY, newest, 'bin')
}

/** A PostgreSQL server of one's own on loopback, with an empty cluster that goes away with it. */
export class PostgresServer implements AsyncDisposable {
  readonly url: string
  readonly #child: ChildProcess
  readonly #directory: string

  private constructor(url: string, child: ChildProcess, directory: string) {
    this.url = url
    this.#child = child
    this.#directory = directory
  }

  /** It refuses to run as root, so root runs it as the user that the package has made. */
  static async start(programs: string): Promise<PostgresServer> {
    const directory = mkdtempSync(join(tmpdir(), 'noroshi-postgres-'))
    const user = process.getuid?.() === 0 ? packageUser() : undefined
    if (user) chownSync(directory, user.uid, user.gid)
    const cluster = join(directory, 'cluster')
    const options = { ...user, cwd: directory, encoding: 'utf8' as const }
    const made = spawnSync(
      join(programs, 'initdb'),
      ['-D', cluster, '-U', 'noroshi', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
      options,
    )
    if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`)
    const port = await freeTcpPort()
    const settings = [
      'fsync=off',
      'listen_addresses=127.0.0.1',
      `port=${port}`,
      `unix_socket_directories=${directory}`,
    ]
    const child = spawn(
      join(programs, 'postgres'),
      ['-D', cluster, ...settings.flatMap((setting) => ['-c', setting])],
      { ...user, cwd: directory, stdio: 'ignore' },
    )
    const server = new PostgresServer(
      `postgres://noroshi@127.0.0.1:${port}/postgres`,
      child,
      directory,
    )
    const ready = [join(programs, 'pg_isready'), '-h', '127.0.0.1', '-p', String(port)] as const
    for (let waited = 0; waited < READY_WITHIN_MS; waited += POLL_MS) {
      if (spawnSync(ready[0], ready.slice(1)).status === 0) return server
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
    await server[Symbol.asyncDispose]()
    throw new Error('the PostgreSQL server was not ready in time')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGINT')
      await once(this.#child, 'exit')
    }
    rmSync(this.#directory, { recursive: true, force: true })
  }
}

function packageUser(): { uid: number; gid: number } {
  const number = (flag: string): number =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout)
  return { uid: number('-u'), gid: number('-g') }
}
