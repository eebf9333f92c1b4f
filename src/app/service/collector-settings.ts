import type { Configuration } from '../configuration.ts'
import type { DataDirectory } from '../data-directory.ts'
import type { CollectorLives } from './collector-lives.ts'

type CollectorSettings = Omit<
  Parameters<typeof CollectorLives.begin>[0],
  'virtualTime' | 'onSegment' | 'onDeath'
>

/** What collecting takes from the configuration, and where it writes. */
export function collectorSettings(
  configuration: Configuration,
  directory: DataDirectory,
): CollectorSettings {
  return {
    collectorThreads: configuration.collectorThreads,
    listeners: configuration.collectors,
    allowedExporters: configuration.allowedExporters,
    spoolDirectory: directory.spool,
    spoolOctetsMax: configuration.spool.octetsMax,
    templatesFile: directory.templatesFile,
    exporterLimits: configuration.exporterLimits,
    sampling: configuration.sampling,
    clockSkew: configuration.clockSkew,
    receiver: configuration.receiver,
    decapsulate: configuration.decapsulate,
  }
}
