import { resolve } from 'node:path'
import type { Logger } from 'pino'
import { HOUR_MS } from '../../core/time-span.ts'
import type { ConsentLedger } from '../../measures/consent/index.ts'
import type { People } from '../../people/index.ts'
import { createControlServer } from '../../web/server.ts'
import { openAlerts } from '../alerts/open-alerts.ts'
import { startAlertSchedule } from '../alerts/start-schedule.ts'
import type { Configuration } from '../configuration.ts'
import { SERVICE_COMMAND } from '../control-client.ts'
import type { DataDirectory } from '../data-directory.ts'
import type { AppError } from '../errors.ts'
import { KeptEvaluations } from '../evaluation/kept-evaluations.ts'
import { HeldDirectory } from '../held-directory.ts'
import { openLocalStore } from '../local-store.ts'
import { systemClock } from '../system-ports.ts'
import { createApiPorts, type ServiceParts } from './api-ports.ts'
import { startCasework } from './casework.ts'
import { startCollecting } from './collecting.ts'
import { controlPorts } from './control-ports.ts'
import { cutSimulator } from './cut-simulator.ts'
import { startDetecting } from './detecting.ts'
import { driveDevices, openDevices } from './devices.ts'
import { startMeasuring } from './measuring.ts'
import { purgeNow } from './purge-now.ts'
import { RecentHours } from './recent-hours.ts'
import { servePublicly } from './serve-publicly.ts'
import { signInPorts, signInUrl } from './sign-in.ts'
import type { VirtualTime } from './virtual-time.ts'

export type ServiceOptions = {
  readonly directory: DataDirectory
  readonly configuration: Configuration
  readonly version: string
  readonly isDemo: boolean
  /** The country's time, in the demonstration. */
  readonly virtualTime?: VirtualTime
  readonly logger: Logger
  /** Somebody asked over the control socket. */
  readonly onShutdown: () => void
  /** A part died that the service cannot do without. */
  readonly onDeath: (error: AppError) => void
}

/** What a running service shows to whoever started it. */
export type Service = AsyncDisposable & {
  readonly consoleUrl: string
  /** Makes the first administrator, once; absent where there is one. */
  readonly firstUrl: string | undefined
  readonly parts: ServiceParts
}

const PURGE_EVERY_MS = HOUR_MS
/** So many releases a crash may have kept from being passed on. */
const RELEASES_COMPARED = 200
const CONSOLE_DIRECTORY = resolve(import.meta.dirname, '../../../console/dist')

/**
 * Starts every part in the order in which they need each other; if one fails, those before it are
 * stopped again. Disposing stops them in the opposite order: first the pages and the sockets, last the directory.
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { directory, configuration, logger } = options
  await using stack = new AsyncDisposableStack()
  const held = stack.use(await HeldDirectory.hold(directory, SERVICE_COMMAND))
  const { store, audit } = stack.use(await openLocalStore(directory))
  const casework = await startCasework(stack, { directory, configuration, logger, store, audit })
  const { database, people } = casework
  let consent: ConsentLedger | undefined
  const devices = await openDevices(stack, {
    directory,
    configuration,
    database,
    consent: () => consent,
    acknowledge: (receipt) => casework.membership.receipt(receipt),
  })
  const measuring = await startMeasuring(stack, casework, {
    configuration,
    logger,
    devices: () => devices?.devices ?? [],
    cut: cutSimulator({ store, extent: casework.extent, configuration }),
  })
  consent = measuring.consent
  if (devices) {
    driveDevices(devices, { measuring, casework, logger })
    casework.membership.provedBy(async () => {
      const releases = await devices.releases(RELEASES_COMPARED)
      return releases.flatMap(({ receipt }) => (receipt ? [receipt] : []))
    })
  }
  const collecting = await startCollecting(stack, options, { store, ...casework })
  const detecting = await startDetecting(stack, {
    directory,
    configuration,
    logger,
    store,
    ...casework,
    ...(options.virtualTime ? { virtualTime: options.virtualTime } : {}),
  })
  const alerts = openAlerts({
    configuration,
    dataDirectory: directory.root,
    database,
    reader: store,
    held: async () => (await casework.extent.current()).span,
    registry: casework.registry,
    consent: measuring.consent.book,
  })
  const alertSchedule = startAlertSchedule(stack, alerts, configuration, logger)
  purgeHourly(stack, options, () => purgeNow({ store, alerts, configuration }, 'schedule'))
  const parts: ServiceParts = {
    version: options.version,
    startedMs: systemClock.nowMs(),
    isDemo: options.isDemo,
    dataDirectory: directory.root,
    configuration,
    logger,
    store,
    audit,
    ...casework,
    ...collecting,
    ...detecting,
    ...measuring,
    devices,
    alerts,
    alertSchedule,
    hours: new RecentHours(store, systemClock),
    evaluations: new KeptEvaluations(directory.evaluations),
  }
  const ports = createApiPorts({ ...parts, logger: logger.child({}, { level: 'warn' }) })
  const { notices } = collecting
  const { onShutdown } = options
  const control = controlPorts(ports, parts, { directory, database, notices, onShutdown })
  const controlServer = await createControlServer(control)
  stack.defer(() => controlServer.close())
  held.serve((request, response) => controlServer.routing(request, response))
  const consoleUrl = await servePublicly(stack, configuration, {
    ...ports,
    consoleDirectory: CONSOLE_DIRECTORY,
    clock: systemClock,
    ...signInPorts(configuration),
  })
  const firstUrl = await firstLink(people, signInUrl(configuration, consoleUrl))
  const running = stack.move()
  return { consoleUrl, firstUrl, parts, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

function purgeHourly(
  stack: AsyncDisposableStack,
  { logger }: ServiceOptions,
  purge: () => Promise<unknown>,
): void {
  const timer = setInterval(() => {
    purge().catch((error) => logger.error({ err: error }, 'retention failed'))
  }, PURGE_EVERY_MS)
  stack.defer(() => clearInterval(timer))
}

async function firstLink({ directory, links }: People, base: string): Promise<string | undefined> {
  if (await directory.hasAdministrator()) return undefined
  const { secret } = await links.makeFirst()
  return new URL(`join#${secret}`, base).href
}
