import { createHash } from 'node:crypto'
import { mkdirSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** Where everything of one installation lies. */
export type DataDirectory = {
  readonly root: string
  readonly configurationFile: string
  /** ClickHouse. */
  readonly flows: string
  readonly spool: string
  readonly audit: string
  /** PGlite. */
  readonly database: string
  /** The newest detection, so that a restart has something to show. */
  readonly detectionFile: string
  /** The service's control socket; it is also what tells that a service runs. */
  readonly controlSocket: string
}

/** Longest path of a Unix socket: 108 octets on Linux, 104 on macOS, with its final zero. */
const SOCKET_PATH_OCTETS_MAX = 103

/** Makes the directory if it is new; only its owner may enter. */
export function openDataDirectory(path: string): DataDirectory {
  const wanted = resolve(path)
  mkdirSync(wanted, { recursive: true, mode: 0o700 })
  const root = realpathSync(wanted)
  return {
    root,
    configurationFile: join(root, 'noroshi.json'),
    flows: join(root, 'flows'),
    spool: join(root, 'spool'),
    audit: join(root, 'audit'),
    database: join(root, 'database'),
    detectionFile: join(root, 'detection.json'),
    controlSocket: socketPath(root),
  }
}

function socketPath(root: string): string {
  const path = join(root, 'control.sock')
  if (Buffer.byteLength(path) <= SOCKET_PATH_OCTETS_MAX) return path
  const digest = createHash('sha256').update(root).digest('hex').slice(0, 16)
  return join(tmpdir(), `noroshi-${digest}.sock`)
}
