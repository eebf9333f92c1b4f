import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { AppError } from './errors.ts'

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
  /** What exporters announced: templates and sampling. */
  readonly templatesFile: string
  /** The newest detection, so that a restart has something to show. */
  readonly detectionFile: string
  /** Models trained here, and who promoted which. */
  readonly models: string
  /** Daily profiles of the features. */
  readonly driftFile: string
  /** Measurements of the detector that were kept. */
  readonly evaluations: string
  /** The service's control socket; it is also what tells that a service runs. */
  readonly controlSocket: string
}

/** Longest path of a Unix socket: 108 octets on Linux, 104 on macOS, with its final zero. */
const SOCKET_PATH_OCTETS_MAX = 103

/** Makes the directory if it is new; only its owner may enter. */
export function openDataDirectory(path: string): DataDirectory {
  const root = makeUsable(resolve(path))
  return {
    root,
    configurationFile: join(root, 'noroshi.json'),
    flows: join(root, 'flows'),
    spool: join(root, 'spool'),
    audit: join(root, 'audit'),
    database: join(root, 'database'),
    templatesFile: join(root, 'templates.json'),
    detectionFile: join(root, 'detection.json'),
    models: join(root, 'models'),
    driftFile: join(root, 'drift.json'),
    evaluations: join(root, 'evaluations'),
    controlSocket: socketPath(root),
  }
}

function makeUsable(path: string): string {
  try {
    makeDirectories(path)
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
    return realpathSync(path)
  } catch (cause) {
    throw new AppError(
      'DATA_DIRECTORY_UNUSABLE',
      `${path} cannot be used as a data directory: ${(cause as Error).message}`,
      { cause },
    )
  }
}

/** One level at a time: Node's recursive way does not come back where the file system says no (/proc). */
function makeDirectories(path: string): void {
  if (existsSync(path)) return
  makeDirectories(dirname(path))
  mkdirSync(path, { mode: 0o700 })
}

function socketPath(root: string): string {
  const path = join(root, 'control.sock')
  if (Buffer.byteLength(path) <= SOCKET_PATH_OCTETS_MAX) return path
  const digest = createHash('sha256').update(root).digest('hex').slice(0, 16)
  return join(tmpdir(), `noroshi-${digest}.sock`)
}
