import type { ControlPorts } from '../ports/ports.ts'
import { ImportConsent, ImportConsentAnswer, ImportConsentProgress } from '../schemas/consent.ts'
import {
  BackupAnswer,
  BackupRequest,
  ControlStatus,
  DetectRequest,
  ImportAnswer,
  ImportRequest,
  PurgeAnswer,
  ShutdownAnswer,
} from '../schemas/control.ts'
import { Candidates } from '../schemas/detection.ts'
import { ModelChallenge, ModelEntry } from '../schemas/model.ts'
import { OwnSamples, OwnSamplesRequest } from '../schemas/training.ts'
import { addControlAlerts } from './control-alerts.ts'
import { addControlLists } from './control-lists.ts'
import { type Api, answers } from './route.ts'

/** What commands ask of the service that holds the data directory. Never served on a TCP port. */
export function addControl(api: Api, ports: ControlPorts): void {
  api.get('/status', { schema: { response: answers(ControlStatus) } }, () => ports.status())

  api.post(
    '/detect',
    { schema: { body: DetectRequest, response: answers(Candidates) } },
    ({ body }) => ports.detect(body),
  )

  api.post('/purge', { schema: { response: answers(PurgeAnswer) } }, () => ports.purge())

  api.post(
    '/import',
    { schema: { body: ImportRequest, response: answers(ImportAnswer) } },
    async ({ body }) => {
      await ports.admitImport(body)
      return { isAdmitted: true as const }
    },
  )

  api.post(
    '/backup',
    { schema: { body: BackupRequest, response: answers(BackupAnswer) } },
    ({ body }) => ports.backup(body.path),
  )

  addControlLists(api, ports)
  addControlAlerts(api, ports)

  api.get('/consent/import', { schema: { response: answers(ImportConsentProgress) } }, () =>
    ports.importConsentProgress(),
  )

  api.post(
    '/consent/import',
    { schema: { body: ImportConsent, response: answers(ImportConsentAnswer) } },
    ({ body }) => ports.importConsent(body),
  )

  api.post(
    '/models/challenge',
    { schema: { body: ModelChallenge, response: answers(ModelEntry) } },
    ({ body }) => ports.challengeModel(body.path),
  )

  api.post(
    '/own-samples',
    { schema: { body: OwnSamplesRequest, response: answers(OwnSamples) } },
    ({ body }) => ports.ownSamples(body),
  )

  api.post('/shutdown', { schema: { response: answers(ShutdownAnswer) } }, async (_, reply) => {
    // Only once the answer is out, or the asker would see its connection die and call it a failure.
    reply.raw.once('finish', () => ports.shutdown())
    return { isStopping: true as const }
  })
}
