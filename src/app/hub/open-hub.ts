import { join } from 'node:path'
import { parsePrefix } from '../../core/prefix.ts'
import { type Database, type DatabasePlace, openDatabase } from '../../db/database.ts'
import { DISPUTE_MIGRATIONS } from '../../gate/disputes/migrations/index.ts'
import { createHub, type Hub } from '../../gate/hub/hub.ts'
import { HUB_MIGRATIONS } from '../../gate/hub/migrations/index.ts'
import { parseNoteKey } from '../../gate/log/note.ts'
import { tileDirectory } from '../../gate/log/tile-store.ts'
import { timeStamper } from '../../gate/log/time-stamp.ts'
import { PEOPLE_MIGRATIONS } from '../../people/migrations/index.ts'
import type { DataDirectory } from '../data-directory.ts'
import { databaseUrl } from '../database-url.ts'
import { drawOctets, systemClock } from '../system-ports.ts'
import { witnessAt } from './ask-witness.ts'
import { type HubDirectorySettings, readHubKeys, readRoots, readSettings } from './hub-directory.ts'
import type { NotifySettings } from './notices/notice-settings.ts'
import { type OpenDisputes, openDisputes } from './open-disputes.ts'
import { sealOf } from './seal-files.ts'
import { authorityAt } from './time-stamp-authority.ts'

export type OpenHub = {
  readonly hub: Hub
  readonly database: Database
  readonly roots: readonly string[]
  readonly isSynthetic: boolean
  readonly disputes: OpenDisputes
  readonly notify: NotifySettings
  [Symbol.asyncDispose](): Promise<void>
}

/** Opens the hub of a directory that the caller holds. */
export async function openHub(directory: DataDirectory): Promise<OpenHub> {
  const settings = readSettings(directory.root)
  const keys = readHubKeys(directory.root)
  const roots = readRoots(directory.root)
  const database = await openDatabase(placeOf(settings, directory), [
    // The association's own staff: nobody of a member's.
    ...PEOPLE_MIGRATIONS,
    ...HUB_MIGRATIONS,
    ...DISPUTE_MIGRATIONS,
  ])
  try {
    const hub = await createHub(database, systemClock, drawOctets, {
      agreeing: settings.agreeing,
      isSynthetic: settings.isSynthetic,
      canaryPrefix: settings.canaryPrefix === null ? null : parsePrefix(settings.canaryPrefix)!,
      keys: {
        hub: settings.name,
        list: keys.list,
        head: keys.head,
        roots,
        watermarkSecret: Buffer.from(keys.watermark.exportSeed(), 'base64url'),
      },
      log: {
        origin: `${settings.name}/log`,
        key: keys.log,
        store: tileDirectory(join(directory.root, 'log')),
        witnesses: settings.witnesses.map(({ url, key }) => ({
          key: parseNoteKey(key),
          ask: witnessAt(url),
        })),
        confirm: {
          ...(settings.timeStampUrl === null
            ? {}
            : { stamp: timeStamper(authorityAt(settings.timeStampUrl), drawOctets) }),
          ...(settings.seal === null ? {} : { seal: sealOf(settings.seal) }),
        },
      },
    })
    return {
      hub,
      database,
      roots,
      isSynthetic: settings.isSynthetic,
      notify: settings.notify,
      disputes: openDisputes(hub, database, settings.disputes, settings.isSynthetic),
      [Symbol.asyncDispose]: () => database.destroy(),
    }
  } catch (error) {
    await database.destroy()
    throw error
  }
}

const placeOf = (
  { database }: HubDirectorySettings,
  { database: directory }: DataDirectory,
): DatabasePlace => (database ? { url: databaseUrl(database) } : { directory })
