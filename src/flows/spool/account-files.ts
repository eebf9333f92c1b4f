/**
 * Accounts as files beside their segments. The name says what is true of one:
 *
 *     N.account and N.native   acknowledged: records and counts are to be stored, each under token N
 *     N.account alone          void: the process died before the segment was acknowledged
 *     N.counted                stored; the newest of a writer is kept for where its sequences stand
 *
 * A segment is removed only after its account is `.counted`, so that the second line is never a
 * segment that was stored already.
 */
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ACCOUNT_SUFFIX, type Account, COUNTED_SUFFIX, parseAccount } from './account.ts'

/** Some thousand exporters with all their reasons and positions take 2 MB. */
const ACCOUNT_OCTETS_MAX = 16 << 20

/**
 * Writes an account under its final name; it counts for nothing until its segment is there. Syncing a
 * new file keeps its name as well on the journalling file systems (ext4, XFS, Btrfs); a sync of the
 * directory, which the standard would ask for, would take as long as the segment itself.
 */
export async function writeAccount(directory: string, name: string, text: string): Promise<void> {
  await writeDurably(join(directory, name + ACCOUNT_SUFFIX), text)
}

/** The account of a segment: `undefined` where it has none, 'damaged' where nobody can read it. */
export async function readAccount(
  directory: string,
  name: string,
  suffix: string = ACCOUNT_SUFFIX,
): Promise<Account | 'damaged' | undefined> {
  const path = join(directory, name + suffix)
  try {
    if ((await stat(path)).size > ACCOUNT_OCTETS_MAX) return 'damaged'
    return parseAccount(await readFile(path, 'utf8')) ?? 'damaged'
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * The counts are stored: from here on only the positions matter, and only the newest of a writer. Passes over
 * names without an account that counts are to be stored of.
 *
 * @param names oldest first
 */
export async function markCounted(directory: string, names: readonly string[]): Promise<void> {
  const newest = new Map<string, string>()
  for (const name of names)
    if (await markOne(join(directory, name))) newest.set(writerOf(name), name)
  if (newest.size === 0) return
  await syncDirectory(directory)
  const counted = await listNames(directory, COUNTED_SUFFIX)
  const older = counted.filter((name) => name < (newest.get(writerOf(name)) ?? ''))
  await removeAll(directory, older, COUNTED_SUFFIX)
}

async function markOne(path: string): Promise<boolean> {
  try {
    await rename(path + ACCOUNT_SUFFIX, path + COUNTED_SUFFIX)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

/** Segments that an account speaks of are named by time, number and writer. */
export function writerOf(name: string): string {
  return name.slice(name.lastIndexOf('-') + 1)
}

/** Without the suffix, sorted. */
export async function listNames(directory: string, suffix: string): Promise<string[]> {
  return (await readdir(directory))
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length))
    .sort()
}

export async function removeAll(
  directory: string,
  names: readonly string[],
  suffix: string,
): Promise<void> {
  for (const name of names) await rm(join(directory, name + suffix), { force: true })
}

export async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.datasync()
  } finally {
    await file.close()
  }
}

/** A name is durable only once its directory is. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
