import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Warning } from '../warning.ts'
import { TrustError } from './errors.ts'
import type { Trusted } from './follow.ts'
import type { RootDocument } from './root.ts'

type Stored = {
  readonly kind: typeof KIND
  readonly view: string
  readonly root: RootDocument
  readonly head: Trusted['head']
  readonly list: Trusted['list']
  readonly warnings: readonly Warning[]
}

const KIND = 'noroshi-trust-1'

/**
 * Writes what is believed: whole, synced, renamed into place, so that any crash leaves the one before or this
 * one. The first line is the hash of the second. 100,000 warnings are 35 MB and half a second; whoever follows
 * a hub by the second writes at intervals, because what is lost by a crash is only asked for again.
 */
export function saveTrusted(path: string, trusted: Trusted): void {
  const stored: Stored = {
    kind: KIND,
    view: trusted.view,
    root: trusted.root,
    head: trusted.head,
    list: trusted.list,
    warnings: [...trusted.warnings.values()],
  }
  const body = JSON.stringify(stored)
  const temporary = `${path}.new`
  const file = openSync(temporary, 'w', 0o600)
  try {
    writeSync(file, `${hashOf(body)}\n${body}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(temporary, path)
  // Without this the rename itself may be lost with the power, and with it the memory of versions.
  const directory = openSync(dirname(path), 'r')
  try {
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
}

/**
 * `undefined` when nothing was ever saved. A damaged file throws TRUST_STATE_DAMAGED and is left in place:
 * taking it for absent would let a rollback pass. A person decides to begin anew.
 */
export function loadTrusted(path: string): Trusted | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new TrustError('TRUST_STATE_DAMAGED', `${path} cannot be read`, { cause })
  }
  const [hash, body = ''] = text.split('\n')
  if (hash !== hashOf(body))
    throw new TrustError('TRUST_STATE_DAMAGED', `${path} is not as it was written`)
  const { kind, view, root, head, list, warnings } = JSON.parse(body) as Stored
  if (kind !== KIND)
    throw new TrustError('TRUST_STATE_DAMAGED', `${path} is of another version of this program`)
  return { view, root, head, list, warnings: new Map(warnings.map((each) => [each.id, each])) }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')
