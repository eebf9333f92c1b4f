import { mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { openUnmigrated } from '../../db/database.ts'
import { DatabaseError } from '../../db/errors.ts'
import { loadDatabase, type TransferLine } from '../../db/transfer.ts'
import type { DataDirectory } from '../data-directory.ts'
import { OPERATIONAL_MIGRATIONS, operationalPlace } from '../operational-database.ts'
import { type BackupFileLine, readBackupFile } from './backup-file.ts'
import { type BackupSummary, summaryOf } from './make-backup.ts'

/** What a backup may bring besides tables; any other path in it is somebody's attempt. */
const FILE_PATH = /^(?:noroshi\.json|audit\/[\w.-]{1,60})$/

/**
 * Brings a backup into a directory that holds neither cases nor an audit. The file is read to its end before anything
 * is written. A configuration that is there already stays, as it says where the database is.
 */
export async function restoreBackup(
  directory: DataDirectory,
  path: string,
): Promise<BackupSummary> {
  const summary = await summaryOf(path)
  if (await exists(join(directory.audit, 'audit.jsonl')))
    throw new DatabaseError('RESTORE_NOT_EMPTY', `${directory.root} holds an audit already`)
  const hasConfiguration = await exists(directory.configurationFile)
  const files: BackupFileLine[] = []
  const lines = transferLines(path, (file) => files.push(file))
  // Files come before the tables, so that the configuration says which database is meant.
  const first = await lines.next()
  for (const file of files) if (!FILE_PATH.test(file.path)) throw strange(file.path)
  const configuration = files.find((file) => file.path === 'noroshi.json')
  if (configuration && !hasConfiguration) await put(directory, configuration)
  const database = await openUnmigrated(operationalPlace(directory))
  try {
    await loadDatabase(database, again(first, lines), OPERATIONAL_MIGRATIONS)
  } finally {
    await database.destroy()
  }
  for (const file of files) if (file.path !== 'noroshi.json') await put(directory, file)
  return summary
}

async function* transferLines(
  path: string,
  onFile: (file: BackupFileLine) => void,
): AsyncGenerator<TransferLine> {
  for await (const line of readBackupFile(path)) {
    if (line.line === 'file') onFile(line)
    else if (line.line !== 'head') yield line
  }
}

async function* again<Value>(
  first: IteratorResult<Value>,
  rest: AsyncGenerator<Value>,
): AsyncGenerator<Value> {
  if (first.done) return
  yield first.value
  yield* rest
}

async function put(directory: DataDirectory, { path, content }: BackupFileLine): Promise<void> {
  const place = join(directory.root, path)
  await mkdir(dirname(place), { recursive: true, mode: 0o700 })
  await writeFile(place, Buffer.from(content, 'base64'), { mode: 0o600, flag: 'wx' })
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

const strange = (path: string): DatabaseError =>
  new DatabaseError('BACKUP_DAMAGED', `a backup brings no file called ${path.slice(0, 80)}`)
