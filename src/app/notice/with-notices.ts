import { createNotices, type Notices } from '../../notice/index.ts'
import { type Configuration, loadConfiguration } from '../configuration.ts'
import type { DataDirectory } from '../data-directory.ts'
import { openOperationalDatabase } from '../operational-database.ts'
import { systemClock } from '../system-ports.ts'

/** The notices of a directory that this process holds. */
export async function withNotices<Result>(
  directory: DataDirectory,
  use: (notices: Notices, configuration: Configuration) => Promise<Result>,
): Promise<Result> {
  await using database = await openOperationalDatabase(directory)
  return await use(
    createNotices(database, systemClock),
    loadConfiguration(directory.configurationFile),
  )
}
