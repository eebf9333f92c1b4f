import type { Database } from '../../db/database.ts'
import type { Notices } from '../../notice/index.ts'
import type { ApiPorts, ControlPorts } from '../../web/ports/ports.ts'
import { importView } from '../../web/views/consent-view.ts'
import { makeBackup } from '../backup/make-backup.ts'
import { SERVICE_COMMAND } from '../control-client.ts'
import type { DataDirectory } from '../data-directory.ts'
import { measureLists } from '../lists/measure-lists.ts'
import { entryView } from '../models/model-view.ts'
import { readModelFile } from '../models/read-model-file.ts'
import { admitImport } from '../notice/admit-import.ts'
import { ownSamples } from '../training/own-samples.ts'
import type { ServiceParts } from './api-ports.ts'
import { controlDetect } from './control-detect.ts'
import { purgeNow } from './purge-now.ts'

/** What commands may ask beside the API, over the socket in the data directory. */
export function controlPorts(
  ports: ApiPorts,
  parts: ServiceParts,
  rest: {
    readonly directory: DataDirectory
    readonly database: Database
    readonly notices: Notices
    readonly onShutdown: () => void
  },
): ControlPorts {
  const { configuration, lists, registry, library, notice, auditDesk } = parts
  const { directory, database, notices } = rest
  return {
    ...ports,
    status: async () => ({
      command: SERVICE_COMMAND,
      pid: process.pid,
      version: parts.version,
      startedAt: new Date(parts.startedMs).toISOString(),
    }),
    detect: (request) => controlDetect(parts, request),
    challengeModel: async (path) => entryView(library.challenge(readModelFile(path)), 'challenger'),
    ownSamples: ({ windowHours }) => ownSamples(parts, { windowHours, actor: 'operator' }),
    listQuality: () => measureLists(lists, registry),
    backup: async (path) => {
      const { tables, files, ...made } = await makeBackup(directory, database, path)
      return { ...made, tables: [...tables], files: [...files] }
    },
    admitImport: (request) =>
      admitImport(
        request,
        {
          subscriberPrefixes: configuration.subscriberPrefixes,
          standing: () => notices.standing(notice.facts()),
        },
        auditDesk,
      ),
    importConsentProgress: () => parts.importConsentProgress(),
    importConsent: async (request) => importView(await parts.importConsent(request)),
    purge: () => purgeNow(parts, 'operator'),
    shutdown: rest.onShutdown,
  }
}
