import { resolve } from 'node:path'
import { Command } from 'commander'
import type { BackupSummary } from '../backup/make-backup.ts'
import { makeBackup } from '../backup/make-backup.ts'
import { restoreBackup } from '../backup/restore-backup.ts'
import { callService, isServiceRunning } from '../control-client.ts'
import { openDataDirectory } from '../data-directory.ts'
import { HeldDirectory } from '../held-directory.ts'
import { openOperationalDatabase } from '../operational-database.ts'
import { dataOption, jsonOption, printJson } from '../options.ts'
import { localised } from '../terminal-language.ts'

type Common = { readonly data: string; readonly json?: true }

const AFTER = `
  $ noroshi backup /srv/backup/2026-11-21.noroshi --data ./data/isp

Cases, lists, people, notices, the audit and noroshi.json, as they are at one instant; also while the service runs. Flows
are not in it. The file is read again before it is called a backup. Keep it as you keep the data directory: it
holds who may sign in, and files with passwords are not in it.`

const AFTER_RESTORE = `
  $ noroshi restore /srv/backup/2026-11-21.noroshi --data ./data/new

Into a directory, or a PostgreSQL database (see "database" in docs/reference/configuration.md), that holds nothing yet.
Backups of earlier versions are brought to the schema of this one. All of it, or nothing.`

export function backupCommand(): Command {
  return new Command('backup')
    .description('cases, people, lists, notices and audit in one verified file')
    .argument('<file>', 'is made; never overwritten')
    .addOption(dataOption())
    .addOption(jsonOption())
    .addHelpText('after', AFTER)
    .action(backup)
}

export function restoreCommand(): Command {
  return new Command('restore')
    .description('bring a backup into an empty data directory')
    .argument('<file>')
    .addOption(dataOption())
    .addOption(jsonOption())
    .addHelpText('after', AFTER_RESTORE)
    .action(restore)
}

async function backup(file: string, options: Common): Promise<void> {
  const directory = openDataDirectory(options.data)
  const path = resolve(file)
  if (await isServiceRunning(directory.controlSocket))
    return print(
      await callService<BackupSummary>(directory.controlSocket, 'POST', '/control/backup', {
        path,
      }),
      options,
    )
  await using _held = await HeldDirectory.hold(directory, 'noroshi backup')
  await using database = await openOperationalDatabase(directory)
  print(await makeBackup(directory, database, path), options)
}

async function restore(file: string, options: Common): Promise<void> {
  const directory = openDataDirectory(options.data)
  await using _held = await HeldDirectory.hold(directory, 'noroshi restore')
  print(await restoreBackup(directory, resolve(file)), options)
}

function print(summary: BackupSummary, options: Common): void {
  if (options.json) {
    printJson(summary)
    return
  }
  const rows = summary.tables.reduce((sum, table) => sum + table.rows, 0)
  const { path, at, tables, files } = summary
  console.log(
    localised({
      en: `${path}: ${rows} rows of ${tables.length} tables and ${files.length} files, as of ${at}`,
      ja: `${path}：${at} 時点の ${tables.length} 表 ${rows} 行と ${files.length} ファイル`,
    }),
  )
}
