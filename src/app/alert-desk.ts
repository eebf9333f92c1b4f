import { resolve } from 'node:path'
import { AlertError, type Alerts } from '../alerts/index.ts'
import { ConsentLedger } from '../measures/consent/ledger.ts'
import type {
  AlertEffect,
  AlertImportAnswer,
  AlertImportRequest,
  AlertObserveAnswer,
  AlertPlan,
  AlertPlanRequest,
  AlertSendAnswer,
  AlertStatus,
} from '../web/schemas/alerts.ts'
import { alertStatusView, effectView, importedView, planView } from '../web/views/alert-view.ts'
import { openAlerts } from './alerts/open-alerts.ts'
import { loadConfiguration } from './configuration.ts'
import { callService, isServiceRunning } from './control-client.ts'
import { type DataDirectory, openDataDirectory } from './data-directory.ts'
import { HeldDirectory } from './held-directory.ts'
import { openLocalStore } from './local-store.ts'
import { openOperationalDatabase } from './operational-database.ts'
import { configuredRegistry } from './service/case-registry.ts'
import { configuredPeople } from './service/sign-in.ts'
import { systemClock } from './system-ports.ts'

/** What the command line does about alerts, wherever their database is open. */
export type AlertDesk = {
  import(request: AlertImportRequest): Promise<AlertImportAnswer>
  plan(request: AlertPlanRequest, onProgress: (fraction: number) => void): Promise<AlertPlan>
  /** At most `countMax` messages; `left` says whether to come again. */
  send(countMax: number): Promise<AlertSendAnswer>
  observe(actor: string): Promise<AlertObserveAnswer>
  status(): Promise<AlertStatus>
  effect(round: string | undefined): Promise<AlertEffect>
}

/** Through the running service when there is one, else on the directory itself. */
export async function withAlertDesk<Result>(
  dataPath: string,
  use: (desk: AlertDesk) => Promise<Result>,
): Promise<Result> {
  const directory = openDataDirectory(dataPath)
  if (await isServiceRunning(directory.controlSocket))
    return await use(remoteDesk(directory.controlSocket))
  await using _held = await HeldDirectory.hold(directory, 'noroshi alert')
  await using stack = new AsyncDisposableStack()
  return await use(localDesk(await openHere(directory, stack)))
}

async function openHere(directory: DataDirectory, stack: AsyncDisposableStack): Promise<Alerts> {
  const configuration = loadConfiguration(directory.configurationFile)
  const { store } = stack.use(await openLocalStore(directory))
  const database = stack.use(await openOperationalDatabase(directory))
  const people = configuredPeople(database, configuration)
  const { book } = await ConsentLedger.open(database, systemClock)
  const alerts = openAlerts({
    configuration,
    dataDirectory: directory.root,
    database,
    reader: store,
    held: async () => (await store.extent()).span,
    registry: configuredRegistry(database, people, configuration),
    consent: book,
  })
  if (!alerts) throw new AlertError('ALERTS_OFF', 'noroshi.json has no "alerts"')
  return alerts
}

function localDesk(alerts: Alerts): AlertDesk {
  return {
    import: (request) => importedView(alerts, { ...request, path: resolve(request.path) }),
    plan: async ({ actor = 'operator', isDryRun = false, seed }, onProgress) =>
      planView(alerts, await alerts.plan({ actor, isDryRun, seed }, onProgress)),
    send: async (countMax) => ({ ...(await alerts.send({ countMax })) }),
    observe: async (actor) => ({ ...(await alerts.observe(actor)) }),
    status: () => alertStatusView({ alerts }),
    effect: async (round) => effectView(await alerts.effect(round)),
  }
}

function remoteDesk(socket: string): AlertDesk {
  const act = <Answer>(action: string, body: object): Promise<Answer> =>
    callService(socket, 'POST', `/control/alerts/${action}`, body)
  return {
    import: (request) => act('import', { ...request, path: resolve(request.path) }),
    plan: (request) => act('plan', request),
    send: (countMax) => act('send', { countMax }),
    observe: (actor) => act('observe', { actor }),
    status: () => callService(socket, 'GET', '/api/v1/alerts'),
    effect: (round) =>
      callService(
        socket,
        'GET',
        `/api/v1/alerts/effect${round === undefined ? '' : `?round=${encodeURIComponent(round)}`}`,
      ),
  }
}
