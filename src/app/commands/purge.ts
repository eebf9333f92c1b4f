import { Command } from 'commander'
import { type AlertTables, purgeAlerts } from '../../alerts/index.ts'
import type { AlertConfiguration } from '../alerts/alert-configuration.ts'
import { lettersDirectory } from '../alerts/open-alerts.ts'
import { loadConfiguration } from '../configuration.ts'
import { callService, isServiceRunning } from '../control-client.ts'
import { type DataDirectory, openDataDirectory } from '../data-directory.ts'
import { HeldDirectory } from '../held-directory.ts'
import { openLocalStore } from '../local-store.ts'
import { openOperationalDatabase } from '../operational-database.ts'
import { dataOption, jsonOption, printJson } from '../options.ts'
import { type Deleted, purge } from '../retention.ts'
import { systemClock } from '../system-ports.ts'

export function purgeCommand(): Command {
  return new Command('purge')
    .description('delete now what is past its retention, with a deletion record in the audit')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(run)
}

async function run(options: { data: string; json?: true }): Promise<void> {
  const directory = openDataDirectory(options.data)
  const deleted = (await isServiceRunning(directory.controlSocket))
    ? await callService<Deleted[]>(directory.controlSocket, 'POST', '/control/purge', {})
    : await purgeHere(directory)
  if (options.json) printJson({ deleted })
  else for (const { table, days } of deleted) console.log(`${table}: ${days.length} days deleted`)
}

async function purgeHere(directory: DataDirectory): Promise<Deleted[]> {
  const { retention, alerts } = loadConfiguration(directory.configurationFile)
  await using _held = await HeldDirectory.hold(directory, 'noroshi purge')
  if (alerts) await purgeAlertsHere(directory, alerts)
  await using local = await openLocalStore(directory)
  return await purge(local.store, retention, systemClock.nowMs(), 'operator')
}

async function purgeAlertsHere(
  directory: DataDirectory,
  alerts: AlertConfiguration,
): Promise<void> {
  await using database = await openOperationalDatabase(directory)
  const letters = lettersDirectory(alerts, directory.root)
  await purgeAlerts(database.$extendTables<AlertTables>(), alerts, systemClock.nowMs(), letters)
}
