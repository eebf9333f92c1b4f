import { resolve } from 'node:path'
import { AuditLog } from '../flows/store/audit-log.ts'
import type { Model, ModelEntry, ModelPromotion } from '../web/schemas/model.ts'
import { loadConfiguration } from './configuration.ts'
import { callService, isServiceRunning } from './control-client.ts'
import { type DataDirectory, openDataDirectory } from './data-directory.ts'
import { HeldDirectory } from './held-directory.ts'
import { entryView, modelView } from './models/model-view.ts'
import { openModels } from './models/open-models.ts'
import { promoteModel } from './models/promote.ts'
import { readModelFile } from './models/read-model-file.ts'
import { viewOf } from './service/api-ports.ts'
import { systemClock } from './system-ports.ts'

/** What the command line does with models, wherever they are kept. */
export type ModelDesk = {
  show(): Promise<Model>
  challenge(path: string): Promise<ModelEntry>
  promote(request: ModelPromotion): Promise<Model>
}

/** Through the running service when there is one, else on the files themselves. */
export async function withModelDesk<Result>(
  dataPath: string,
  use: (desk: ModelDesk) => Promise<Result>,
): Promise<Result> {
  const directory = openDataDirectory(dataPath)
  if (await isServiceRunning(directory.controlSocket))
    return await use(remoteDesk(directory.controlSocket))
  await using _held = await HeldDirectory.hold(directory, 'noroshi model')
  return await use(localDesk(directory))
}

function remoteDesk(socket: string): ModelDesk {
  return {
    show: () => callService(socket, 'GET', '/api/v1/model'),
    challenge: (path) =>
      callService(socket, 'POST', '/control/models/challenge', { path: resolve(path) }),
    promote: (request) => callService(socket, 'POST', '/api/v1/model/promote', request),
  }
}

function localDesk(directory: DataDirectory): ModelDesk {
  const { library, watch } = openModels(directory)
  const show = async (): Promise<Model> =>
    modelView(library, watch, viewOf(loadConfiguration(directory.configurationFile)))
  return {
    show,
    challenge: async (path) =>
      entryView(library.challenge(readModelFile(resolve(path))), 'challenger'),
    promote: async (request) => {
      await using stack = new AsyncDisposableStack()
      const audit = stack.adopt(await AuditLog.open(directory.audit, systemClock), (log) =>
        log.close(),
      )
      await promoteModel(library, audit, request)
      return await show()
    },
  }
}
