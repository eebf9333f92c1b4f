import type { Logger } from 'pino'
import type { Alerts } from '../../alerts/index.ts'
import { CaseError, type ListEvidence, type Lists, type Registry } from '../../cases/index.ts'
import { addressesIn } from '../../cases/registry/address-mention.ts'
import { SECOND_MS, type TimeSpan } from '../../core/time-span.ts'
import type { Loader } from '../../flows/collect/loader.ts'
import type { AuditLog } from '../../flows/store/audit-log.ts'
import { endpointActivity } from '../../flows/store/endpoint-activity.ts'
import type { FlowStore } from '../../flows/store/flow-store.ts'
import { TRAFFIC_STEP_SECONDS } from '../../flows/store/schema.ts'
import { FLOW_COLUMNS } from '../../flows/wire/flow-columns.ts'
import type { ConsentLedger, ImportReport, SubscriberLinks } from '../../measures/consent/index.ts'
import type { Measures } from '../../measures/measures.ts'
import type { People } from '../../people/index.ts'
import type {
  ApiPorts,
  AuditDesk,
  ConsentImport,
  MeasureDesk,
  NoticeDesk,
} from '../../web/ports/ports.ts'
import type { Activity, Candidates } from '../../web/schemas/detection.ts'
import type { OutboxRetry } from '../../web/schemas/hub.ts'
import type { FlowSummary, Settings } from '../../web/schemas/operation.ts'
import type { AlertSchedule } from '../alerts/alert-schedule.ts'
import type { Configuration } from '../configuration.ts'
import type { KeptEvaluations } from '../evaluation/kept-evaluations.ts'
import type { KnownAt } from '../lists/known-at.ts'
import type { ModelLibrary } from '../models/model-library.ts'
import { modelView } from '../models/model-view.ts'
import type { ModelWatch } from '../models/model-watch.ts'
import { promoteModel } from '../models/promote.ts'
import { purposesView } from '../notice/purposes-view.ts'
import type { HubMembership } from '../outbox/hub-membership.ts'
import { membershipView } from '../outbox/membership-view.ts'
import { systemClock } from '../system-ports.ts'
import { candidatesView } from './candidates-view.ts'
import type { DetectionSchedule } from './detection-schedule.ts'
import { collectorsOf, type ExportersView } from './exporters-view.ts'
import type { FlowExtent } from './flow-extent.ts'
import type { GatedCollector } from './gated-collector.ts'
import { healthView } from './health-view.ts'
import { createMetrics } from './metrics.ts'
import type { RecentHours } from './recent-hours.ts'

/** The parts of a running service that the API looks at. */
export type ServiceParts = {
  readonly version: string
  readonly startedMs: number
  readonly isDemo: boolean
  readonly dataDirectory: string
  readonly configuration: Configuration
  readonly logger: Logger
  readonly store: FlowStore
  readonly extent: FlowExtent
  readonly registry: Registry
  readonly lists: Lists
  readonly people: People
  readonly collector: GatedCollector
  readonly exporters: ExportersView
  readonly hours: RecentHours
  readonly loader: Loader
  readonly schedule: DetectionSchedule
  readonly knownAt: KnownAt
  readonly audit: AuditLog
  readonly auditDesk: AuditDesk
  readonly listEvidence: ListEvidence
  readonly notice: NoticeDesk
  readonly library: ModelLibrary
  readonly watch: ModelWatch
  readonly membership: HubMembership
  readonly evaluations: KeptEvaluations
  /** Absent where it is not configured. */
  readonly alerts: Alerts | undefined
  /** Absent where only commands tell. */
  readonly alertSchedule: AlertSchedule | undefined
  readonly consent: ConsentLedger
  readonly subscriberLinks: SubscriberLinks
  readonly measures: MeasureDesk
  /** Absent where none is configured. */
  readonly devices: Measures | undefined
  importConsent(request: ConsentImport): Promise<ImportReport>
  importConsentProgress(): { readonly done: number; readonly total: number }
}

/** Wires the parts to what the API asks for. */
export function createApiPorts(parts: ServiceParts): ApiPorts {
  const metrics = createMetrics({
    collector: () => parts.collector.counts(),
    loader: () => parts.loader.counts(),
    silent: async () =>
      parts.exporters.silent(parts.collector.counts(), await parts.hours.current()),
    hub: () => parts.membership.status(),
    watch: () => ({
      drift: parts.watch.drift(viewOf(parts.configuration)),
      comparison: parts.watch.comparison(),
      calibration: parts.watch.calibration(),
      champion: parts.library.champion().id,
    }),
  })
  return {
    logger: parts.logger,
    registry: parts.registry,
    lists: parts.lists,
    people: parts.people,
    alerts: parts.alerts,
    alertSchedule: () => parts.alertSchedule?.status,
    consent: parts.consent,
    subscriberLinks: parts.subscriberLinks,
    measures: parts.measures,
    measuresLive: parts.devices,
    listEvidence: parts.listEvidence,
    audit: parts.auditDesk,
    notice: parts.notice,
    purposes: () => purposesView(parts.configuration),
    nowMs: () => systemClock.nowMs(),
    health: async () => healthView(await healthSources(parts)),
    exporters: async () =>
      parts.exporters.view(parts.collector.counts(), await parts.hours.current()),
    settings: async () => settingsOf(parts),
    recentWindow: () => parts.extent.recentWindow(),
    flowSummary: (window, stepSeconds) => flowSummary(parts.store, window, stepSeconds),
    candidates: async (limit) => newestCandidates(parts, limit),
    model: async () => modelView(parts.library, parts.watch, viewOf(parts.configuration)),
    promoteModel: async (request) => {
      await promoteModel(parts.library, parts.audit, request)
    },
    evaluations: async () => parts.evaluations.list(),
    evaluation: async (name) => parts.evaluations.get(name),
    evaluationReport: async (name) => parts.evaluations.report(name),
    activity: async (endpoint, window, access) =>
      activityView(window, await endpointActivity(parts.store, access, endpoint, window)),
    hub: async () => membershipView(await parts.membership.status()),
    retryOutbox: (by) => retryOutbox(parts, by),
    metrics: () => metrics.metrics(),
  }
}

/** What goes out once more stands in the audit like what went out first. */
async function retryOutbox(
  { auditDesk, membership }: ServiceParts,
  { actor, reason }: OutboxRetry,
): Promise<number> {
  if (addressesIn(reason).length > 0)
    throw new CaseError('NOTE_NAMES_SUBSCRIBER', 'the reason names no address')
  await auditDesk.append({
    kind: 'publication',
    purpose: 'warning-publication',
    actor,
    reason,
    subject: 'refused warnings: passed on once more',
  })
  return membership.retryRefused()
}

async function healthSources(parts: ServiceParts) {
  const extent = await parts.extent.current()
  const counts = await parts.registry.counts()
  return {
    version: parts.version,
    startedMs: parts.startedMs,
    isDemo: parts.isDemo,
    collector: parts.collector.counts(),
    silent: parts.exporters.silent(parts.collector.counts(), await parts.hours.current()),
    loader: await parts.loader.counts(),
    extent: { flowCount: extent.flowCount, newestMs: extent.span && extent.span.endMs - 1 },
    caseCount: Object.values(counts).reduce((sum, count) => sum + count, 0),
    detectionFailure: parts.schedule.failure(),
    detectedAt: parts.schedule.latest()?.detectedAt,
    notice: await parts.notice.notices.standing(parts.notice.facts()),
    hub: await parts.membership.status(),
    alerts: parts.alertSchedule?.status,
    nowMs: systemClock.nowMs(),
  }
}

function settingsOf(parts: ServiceParts): Settings {
  const { configuration } = parts
  return {
    version: parts.version,
    isDemo: parts.isDemo,
    dataDirectory: parts.dataDirectory,
    collectors: collectorsOf(parts.collector.counts()),
    allowedExporters: configuration.allowedExporters,
    subscriberPrefixes: configuration.subscriberPrefixes,
    retention: configuration.retention,
    detection: configuration.detection,
    columns: FLOW_COLUMNS.map(({ name, type }) => ({ name, type })),
  }
}

/** Steps finer than the roll-up's own would only show its edges. */
async function flowSummary(
  store: FlowStore,
  window: TimeSpan,
  wishedStepSeconds: number,
): Promise<FlowSummary> {
  const stepSeconds = Math.max(wishedStepSeconds, TRAFFIC_STEP_SECONDS)
  const points = await store.traffic(window, stepSeconds)
  const byExporter = Map.groupBy(points, (point) => point.exporter)
  return {
    window: windowText(window),
    stepSeconds,
    series: [...byExporter].map(([exporter, series]) => ({
      exporter,
      points: series.map(({ at, flows, packets, octets }) => ({
        at: new Date(at * SECOND_MS).toISOString(),
        flows,
        packets,
        octets,
      })),
    })),
  }
}

async function newestCandidates(parts: ServiceParts, limit: number): Promise<Candidates> {
  const latest = parts.schedule.latest()
  if (latest)
    return candidatesView(
      { ...latest, candidates: latest.candidates.slice(0, limit) },
      latest.detectedAt,
      latest.model,
    )
  const window = windowText(await parts.extent.recentWindow())
  return { window, detectedAt: null, endpointCount: 0, candidates: [] }
}

/** The training data that come nearest: an ISP's routers, or a sensor at one site. */
export function viewOf({
  subscriberPrefixes,
}: Pick<Configuration, 'subscriberPrefixes'>): 'provider' | 'site' {
  return subscriberPrefixes.length > 0 ? 'provider' : 'site'
}

function activityView(
  window: TimeSpan,
  activity: Awaited<ReturnType<typeof endpointActivity>>,
): Activity {
  const at = (ms: number): string => new Date(ms).toISOString()
  return {
    window: windowText(window),
    hours: activity.hours.map((hour) => ({ ...hour, at: at(hour.at * SECOND_MS) })),
    sizes: [...activity.sizes],
    rhythm: activity.rhythm.map((contacts) => ({ contactsAt: contacts.map(at) })),
  }
}

function windowText(window: TimeSpan): { from: string; to: string } {
  return {
    from: new Date(window.startMs).toISOString(),
    to: new Date(window.endMs).toISOString(),
  }
}
