import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database } from '../../db/database.ts'
import { dumpDatabase, type TableCount } from '../../db/transfer.ts'
import type { DataDirectory } from '../data-directory.ts'
import { systemClock } from '../system-ports.ts'
import { VERSION } from '../version.ts'
import { type BackupLine, readBackupFile, writeBackupFile } from './backup-file.ts'

export type BackupSummary = {
  readonly path: string
  readonly at: string
  readonly tables: readonly TableCount[]
  readonly files: readonly string[]
}

/**
 * Cases, people, notices and lists, the audit and the configuration in one file; read again before it is called a
 * backup. Flows are not in it: what is kept for days shall not live on in backups for years.
 */
export async function makeBackup(
  directory: DataDirectory,
  database: Database,
  path: string,
): Promise<BackupSummary> {
  const at = new Date(systemClock.nowMs()).toISOString()
  await writeBackupFile(path, async (write) => {
    await write({ line: 'head', format: 1, at, version: VERSION })
    for (const file of await filesOf(directory)) await write(file)
    await dumpDatabase(database, write)
  })
  return summaryOf(path)
}

/** Reads the whole file. Throws `DatabaseError` BACKUP_DAMAGED. */
export async function summaryOf(path: string): Promise<BackupSummary> {
  let at = ''
  const tables: TableCount[] = []
  const files: string[] = []
  for await (const line of readBackupFile(path)) {
    if (line.line === 'head') at = line.at
    if (line.line === 'table') tables.push(line.table)
    if (line.line === 'file') files.push(line.path)
  }
  return { path, at, tables, files }
}

async function filesOf(directory: DataDirectory): Promise<BackupLine[]> {
  const audit = (await readdir(directory.audit).catch(() => [] as string[])).sort()
  const places = [
    ['noroshi.json', directory.configurationFile] as const,
    ...audit.map((name) => [`audit/${name}`, join(directory.audit, name)] as const),
  ]
  const lines: BackupLine[] = []
  for (const [path, place] of places) {
    const octets = await readFile(place).catch(() => undefined)
    if (octets) lines.push({ line: 'file', path, content: octets.toString('base64') })
  }
  return lines
}
