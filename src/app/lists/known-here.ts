import { existsSync } from 'node:fs'
import { createLists } from '../../cases/index.ts'
import type { DataDirectory } from '../data-directory.ts'
import { openOperationalDatabase, operationalPlace } from '../operational-database.ts'
import { systemClock } from '../system-ports.ts'
import { type KnownAt, knownAt } from './known-at.ts'

/**
 * The lists of a directory that this command holds, open until the stack is disposed; `undefined` where there is no
 * database yet, because looking must not make one.
 */
export async function knownHere(
  stack: AsyncDisposableStack,
  directory: DataDirectory,
): Promise<KnownAt | undefined> {
  const place = operationalPlace(directory)
  if ('directory' in place && !existsSync(place.directory)) return undefined
  const database = stack.use(await openOperationalDatabase(directory))
  return knownAt(createLists(database, systemClock))
}
