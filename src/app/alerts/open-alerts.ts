import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import {
  type AlertSettings,
  type AlertSources,
  Alerts,
  type Channel,
  type GrantSource,
  letterChannel,
  mailChannel,
  webhookChannel,
} from '../../alerts/index.ts'
import type { Registry } from '../../cases/index.ts'
import type { TimeSpan } from '../../core/time-span.ts'
import type { Database } from '../../db/database.ts'
import type { FlowReader } from '../../flows/store/flow-reader.ts'
import type { Configuration } from '../configuration.ts'
import { readNamedFile, readSecretFile } from '../named-file.ts'
import { drawOctets, systemClock, systemRandom } from '../system-ports.ts'
import type { AlertConfiguration } from './alert-configuration.ts'
import { senderOf } from './sender-of.ts'

export type AlertParts = {
  readonly configuration: Configuration
  readonly dataDirectory: string
  readonly database: Database
  readonly reader: FlowReader
  readonly held: () => Promise<TimeSpan | undefined>
  readonly registry: Pick<Registry, 'find'>
  readonly consent: GrantSource
}

/** Telling subscribers as it is configured here; `undefined` where it is not. */
export function openAlerts(parts: AlertParts): Alerts | undefined {
  const { configuration, dataDirectory } = parts
  const { alerts } = configuration
  if (!alerts) return undefined
  const settings = settingsOf(alerts, configuration, dataDirectory)
  const sources: AlertSources = {
    database: parts.database,
    reader: parts.reader,
    held: parts.held,
    registry: parts.registry,
    consent: parts.consent,
    clock: systemClock,
    random: systemRandom,
    drawOctets,
    pause: (ms, signal) => setTimeout(ms, undefined, signal ? { signal } : {}).catch(() => {}),
    // Opened for each sending, so that a renewed password or certificate counts without a restart.
    openChannels: () => alerts.channels.map((name) => channelOf(name, alerts, settings)),
  }
  return new Alerts(sources, settings)
}

function settingsOf(
  alerts: AlertConfiguration,
  configuration: Configuration,
  dataDirectory: string,
): AlertSettings {
  return {
    ...alerts,
    upstreamInterfaces: configuration.upstreamInterfaces,
    sender: senderOf(alerts, configuration),
    lettersDirectory: lettersDirectory(alerts, dataDirectory),
  }
}

export function lettersDirectory({ letters }: AlertConfiguration, dataDirectory: string): string {
  return letters.directory ?? join(dataDirectory, 'letters')
}

function channelOf(
  name: AlertConfiguration['channels'][number],
  { mail, webhook, letters }: AlertConfiguration,
  settings: AlertSettings,
): Channel {
  if (name === 'letter')
    return letterChannel({
      ...letters,
      directory: settings.lettersDirectory,
      operator: settings.sender.operator,
      timeZone: settings.sender.timeZone,
    })
  if (name === 'webhook') {
    const { url, secretFile } = webhook!
    return webhookChannel({
      url,
      secret: readSecretFile(secretFile),
      nowMs: () => systemClock.nowMs(),
    })
  }
  const { authoritiesFile, passwordFile, user, fromName, ...place } = mail!
  return mailChannel({
    ...place,
    fromName: fromName ?? settings.sender.operator,
    ...(user === undefined ? {} : { user }),
    ...(passwordFile === undefined ? {} : { password: readSecretFile(passwordFile) }),
    ...(authoritiesFile === undefined ? {} : { authorities: readNamedFile(authoritiesFile) }),
  })
}
