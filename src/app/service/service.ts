import { resolve } from 'node:path'
import type { Logger } from 'pino'
import { createListEvidence, createLists, type Registry } from '../../cases/index.ts'
import { HOUR_MS, SECOND_MS } from '../../core/time-span.ts'
import { Loader } from '../../flows/collect/loader.ts'
import { type Recovered, recoverAccounts } from '../../flows/spool/recover-accounts.ts'
import type { FlowStore } from '../../flows/store/flow-store.ts'
import { createNotices } from '../../notice/index.ts'
import type { Detection } from '../../verdicts/index.ts'
import type { ControlPorts } from '../../web/ports.ts'
import { createControlServer, createPublicServer } from '../../web/server.ts'
import { accountedRegistry } from '../accounted-registry.ts'
import { makeBackup } from '../backup/make-backup.ts'
import type { Configuration } from '../configuration.ts'
import { SERVICE_COMMAND } from '../control-client.ts'
import type { DataDirectory } from '../data-directory.ts'
import { AppError } from '../errors.ts'
import { KeptEvaluations } from '../evaluation/kept-evaluations.ts'
import { HeldDirectory } from '../held-directory.ts'
import { measureLists } from '../lists/measure-lists.ts'
import { readParquetTable } from '../lists/parquet-table.ts'
import { tellingLists } from '../lists/telling-lists.ts'
import { openLocalStore } from '../local-store.ts'
import { ModelLibrary } from '../models/model-library.ts'
import { entryView } from '../models/model-view.ts'
import { ModelWatch } from '../models/model-watch.ts'
import { readModelFile } from '../models/read-model-file.ts'
import { admitImport } from '../notice/admit-import.ts'
import { openOperationalDatabase } from '../operational-database.ts'
import { purge } from '../retention.ts'
import { subscriberTest } from '../subscriber-test.ts'
import { newWriterId, systemClock } from '../system-ports.ts'
import { createApiPorts, type ServiceParts } from './api-ports.ts'
import { auditDesk } from './audit-desk.ts'
import { CaseMaintenance } from './case-maintenance.ts'
import { configuredRegistry } from './case-registry.ts'
import { collateralEstimator } from './collateral.ts'
import { CollectorThreads } from './collector-threads.ts'
import { controlDetect } from './control-detect.ts'
import { DetectionSchedule } from './detection-schedule.ts'
import { policyByAddress } from './exporter-policies.ts'
import { ExportersView } from './exporters-view.ts'
import { FlowExtent } from './flow-extent.ts'
import { GatedCollector } from './gated-collector.ts'
import { ListRefresh } from './list-refresh.ts'
import { contactLook } from './look-at-contact.ts'
import { noticeDesk } from './notice-desk.ts'
import { RecentHours } from './recent-hours.ts'
import { configuredPeople, signInPorts, signInUrl } from './sign-in.ts'
import type { VirtualTime } from './virtual-time.ts'
import { watchedDetection } from './watched-detection.ts'

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

/** Candidates that the schedule keeps; those from band `suspected` on become cases. */
const CANDIDATE_COUNT_MAX = 200
const RATE_SAMPLE_EVERY_MS = 5 * SECOND_MS
const PURGE_EVERY_MS = HOUR_MS
/** A demonstration tells whoever opens the page that all of it is synthetic. */
const DEMONSTRATION_NOTICE = { actor: 'demonstration', note: 'made by start --demo' }
const CONSOLE_DIRECTORY = resolve(import.meta.dirname, '../../../console/dist')

/**
 * Starts every part in the order in which they need each other; if one fails, those before it are
 * stopped again. Disposing stops them in the opposite order: first the sockets, last the directory.
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { directory, configuration, logger } = options
  await using stack = new AsyncDisposableStack()
  const held = stack.use(await HeldDirectory.hold(directory, SERVICE_COMMAND))
  const { store, audit } = stack.use(await openLocalStore(directory))
  const database = stack.use(await openOperationalDatabase(directory))
  const people = configuredPeople(database, configuration)
  const isSubscriber = subscriberTest(configuration)
  const listEvidence = createListEvidence(database, systemClock)
  const lists = tellingLists(
    createLists(database, systemClock, { isSubscriber, readTable: readParquetTable }),
    listEvidence,
  )
  const listRefresh = new ListRefresh(lists, logger)
  listRefresh.start()
  stack.defer(() => listRefresh.stop())
  const extent = new FlowExtent(store, systemClock)
  const { subscriberPrefixes } = configuration
  const looks = { store, extent, lists, subscriberPrefixes, clock: systemClock }
  const estimate = collateralEstimator(looks)
  const desk = auditDesk(directory.audit, audit)
  const registry = accountedRegistry(
    configuredRegistry(database, people, configuration, { estimate }),
    desk,
  )
  const before = await recoverBefore(options)
  const loader = await startLoader(stack, options, store)
  const notices = createNotices(database, systemClock)
  const notice = noticeDesk({
    notices,
    configuration,
    isDemo: options.isDemo,
    audit: desk,
    onPublished: () => collector.check(),
  })
  if (options.isDemo) await notices.publish(notice.facts(), DEMONSTRATION_NOTICE)
  const collector = new GatedCollector({
    open: () => openCollector(options, loader, before),
    standing: () => notices.standing(notice.facts()),
    logger,
  })
  stack.defer(() => collector.stop())
  await collector.start()
  const exporters = new ExportersView(
    systemClock,
    configuration.silentAfterSeconds * SECOND_MS,
    policyByAddress(configuration),
  )
  const sampling = setInterval(() => exporters.sample(collector.counts()), RATE_SAMPLE_EVERY_MS)
  stack.defer(() => clearInterval(sampling))
  const library = new ModelLibrary(directory.models, systemClock)
  const watch = new ModelWatch({
    library,
    registry,
    driftFile: directory.driftFile,
    directory: directory.models,
    clock: systemClock,
  })
  const schedule = new DetectionSchedule({
    detect: () =>
      watchedDetection({ store, library, watch, configuration, logger }, CANDIDATE_COUNT_MAX),
    onDetection: async (detection) => {
      await proposeCases(registry, detection, logger)
      await listEvidence.tellNews()
    },
    onFailure: (error) => logger.error({ err: error }, 'detection failed'),
    everyMs: configuration.detection.everySeconds * SECOND_MS,
    file: directory.detectionFile,
    clock: systemClock,
  })
  await schedule.start()
  stack.defer(() => schedule.stop())
  const maintenance = new CaseMaintenance({
    registry,
    listEvidence,
    look: contactLook(looks),
    clock: systemClock,
    logger,
  })
  maintenance.start()
  stack.defer(() => maintenance.stop())
  const purging = setInterval(() => {
    purge(store, configuration.retention, systemClock.nowMs(), 'schedule').catch((error) =>
      logger.error({ err: error }, 'retention failed'),
    )
  }, PURGE_EVERY_MS)
  stack.defer(() => clearInterval(purging))

  const parts: ServiceParts = {
    version: options.version,
    startedMs: systemClock.nowMs(),
    isDemo: options.isDemo,
    dataDirectory: directory.root,
    configuration,
    logger,
    store,
    extent,
    registry,
    lists,
    people,
    collector,
    exporters,
    hours: new RecentHours(store, systemClock),
    loader,
    schedule,
    audit,
    auditDesk: desk,
    listEvidence,
    notice,
    library,
    watch,
    evaluations: new KeptEvaluations(directory.evaluations),
  }
  const ports = createApiPorts({ ...parts, logger: logger.child({}, { level: 'warn' }) })
  const control: ControlPorts = {
    ...ports,
    status: async () => ({
      command: SERVICE_COMMAND,
      pid: process.pid,
      version: options.version,
      startedAt: new Date(parts.startedMs).toISOString(),
    }),
    detect: (request) => controlDetect(parts, request),
    challengeModel: async (path) => entryView(library.challenge(readModelFile(path)), 'challenger'),
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
        desk,
      ),
    purge: () => purge(store, configuration.retention, systemClock.nowMs(), 'operator'),
    shutdown: options.onShutdown,
  }
  const controlServer = await createControlServer(control)
  stack.defer(() => controlServer.close())
  held.serve((request, response) => controlServer.routing(request, response))
  const consoleUrl = await servePublicly(stack, configuration, {
    ...ports,
    consoleDirectory: CONSOLE_DIRECTORY,
    clock: systemClock,
    ...signInPorts(configuration),
  })

  const firstUrl = (await people.directory.hasAdministrator())
    ? undefined
    : new URL(
        `join#${(await people.links.makeFirst()).secret}`,
        signInUrl(configuration, consoleUrl),
      ).href
  const running = stack.move()
  return { consoleUrl, firstUrl, parts, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

type Before = { readonly writerIds: readonly string[]; readonly recovered: Recovered }

/** Before anything writes to the spool or reads from it. */
async function recoverBefore({ directory, configuration }: ServiceOptions): Promise<Before> {
  const writerIds = Array.from({ length: configuration.collectorThreads }, newWriterId)
  const recovered = await recoverAccounts(directory.spool, writerIds[0]!, systemClock.nowMs())
  return { writerIds, recovered }
}

async function startLoader(
  stack: AsyncDisposableStack,
  { directory, logger }: ServiceOptions,
  store: FlowStore,
): Promise<Loader> {
  const loader = new Loader({
    directory: directory.spool,
    clock: systemClock,
    store,
    onFailure: ({ segment, error, isSetAside }) =>
      logger.error({ err: error, segment, isSetAside }, 'a segment was not stored'),
  })
  await loader.start()
  stack.defer(() => loader.stop())
  return loader
}

function openCollector(
  { directory, configuration, virtualTime, onDeath }: ServiceOptions,
  loader: Loader,
  before: Before,
): Promise<CollectorThreads> {
  return CollectorThreads.start({
    listeners: configuration.collectors,
    allowedExporters: configuration.allowedExporters,
    spoolDirectory: directory.spool,
    spoolOctetsMax: configuration.spool.octetsMax,
    ...before,
    templatesFile: directory.templatesFile,
    exporterLimits: configuration.exporterLimits,
    sampling: configuration.sampling,
    clockSkew: configuration.clockSkew,
    receiver: configuration.receiver,
    decapsulate: configuration.decapsulate,
    ...(virtualTime ? { virtualTime: virtualTime.buffer } : {}),
    onSegment: () => loader.wake(),
    onDeath,
  })
}

async function servePublicly(
  stack: AsyncDisposableStack,
  { console: place }: Configuration,
  ports: Parameters<typeof createPublicServer>[0],
): Promise<string> {
  const app = await createPublicServer(ports)
  stack.defer(() => app.close())
  try {
    await app.listen({ host: place.address, port: place.port })
  } catch (cause) {
    throw new AppError(
      'PORT_TAKEN',
      `the console cannot listen on ${place.address} port ${place.port} (${(cause as Error).message}); choose another with --port`,
      { cause },
    )
  }
  const address = app.server.address()
  const port = typeof address === 'object' && address ? address.port : place.port
  const host = place.address.includes(':') ? `[${place.address}]` : place.address
  return `http://${host}:${port}/`
}

/** What is only worth watching stays out of the registry: a case asks for a person's time. */
async function proposeCases(
  registry: Registry,
  detection: Detection,
  logger: Logger,
): Promise<void> {
  const worthy = detection.candidates.filter((candidate) => candidate.band !== 'watch')
  const evidenceFromMs = Date.parse(detection.window.from)
  const { refused } = await registry.propose(worthy, { actor: 'detector', evidenceFromMs })
  if (refused > 0) logger.warn({ refused }, 'candidates were refused: a reason named an address')
}
