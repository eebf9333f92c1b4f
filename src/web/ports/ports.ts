/** What the API needs from the rest of the house. `app` wires it; a test may put anything behind it. */
import type { FastifyBaseLogger } from 'fastify'
import type { ListEvidence } from '../../cases/list-evidence/list-evidence.ts'
import type { Lists } from '../../cases/lists/lists.ts'
import type { Registry } from '../../cases/registry/registry.ts'
import type { ServiceEndpoint } from '../../core/endpoint.ts'
import type { FlowAccess } from '../../core/flow-access.ts'
import type { TimeSpan } from '../../core/time-span.ts'
import type { AuditRecord } from '../../flows/store/audit-log.ts'
import type { ConsentLedger } from '../../measures/consent/ledger.ts'
import type { SubscriberLinks } from '../../measures/consent/subscriber-links.ts'
import type { Planner, PlanStanding } from '../../measures/plan/planner.ts'
import type { Simulation } from '../../measures/plan/simulate.ts'
import type { NoticeFacts } from '../../notice/facts.ts'
import type { Notices, Publication } from '../../notice/notices.ts'
import type { People } from '../../people/people.ts'
import type {
  AuditEntry,
  AuditExportQuery,
  AuditPage,
  AuditQuery,
  AuditVerdict,
  Purposes,
} from '../schemas/accountability.ts'
import type { ImportConsentAnswer } from '../schemas/consent.ts'
import type {
  BackupAnswer,
  ControlStatus,
  DetectRequest,
  ImportRequest,
  PurgeAnswer,
} from '../schemas/control.ts'
import type { Activity, Candidates } from '../schemas/detection.ts'
import type { Evaluation, Evaluations } from '../schemas/evaluations.ts'
import type { HubMembership, OutboxRetry } from '../schemas/hub.ts'
import type { ListQuality } from '../schemas/lists.ts'
import type { Model, ModelEntry, ModelPromotion } from '../schemas/model.ts'
import type { Exporters, FlowSummary, Health, Settings } from '../schemas/operation.ts'
import type { OwnSamples, OwnSamplesRequest } from '../schemas/training.ts'
import type { AlertPorts } from './alert-port.ts'
import type { LiveMeasuresPort } from './measures-live-port.ts'
import type { ConsolePorts, SignInPorts } from './sign-in-ports.ts'

export type ApiPorts = AlertPorts & {
  /** Takes errors only: neither bodies nor addresses are logged by the API. */
  readonly logger: FastifyBaseLogger
  health(): Promise<Health>
  exporters(): Promise<Exporters>
  settings(): Promise<Settings>
  /**
   * The window to show when the asker names none: the last 24 hours of what the store holds, so
   * that imported files of last year are seen as well.
   */
  recentWindow(): Promise<TimeSpan>
  /** At most 2,000 points per exporter are asked for. */
  flowSummary(window: TimeSpan, stepSeconds: number): Promise<FlowSummary>
  /** The newest detection, the `limit` best first. */
  candidates(limit: number): Promise<Candidates>
  model(): Promise<Model>
  /** A person's act: written to the audit before it happens. */
  promoteModel(request: ModelPromotion): Promise<void>
  evaluations(): Promise<Evaluations>
  /** `undefined` where no such one was kept. */
  evaluation(name: string): Promise<Evaluation | undefined>
  evaluationReport(name: string): Promise<string | undefined>
  readonly registry: Registry
  readonly lists: Lists
  readonly listEvidence: ListEvidence
  readonly audit: AuditDesk
  readonly notice: NoticeDesk
  purposes(): Purposes
  nowMs(): number
  readonly people: People
  readonly consent: ConsentLedger
  readonly subscriberLinks: SubscriberLinks
  readonly measures: MeasureDesk
  /** Absent where no device is configured. */
  readonly measuresLive?: LiveMeasuresPort | undefined
  /** Our part in the association's hub. */
  hub(): Promise<HubMembership>
  /** In the audit; answers how many are tried again. */
  retryOutbox(by: OutboxRetry): Promise<number>
  /** Pictures of one endpoint. The look must be in the audit before the flows are read. */
  activity(endpoint: ServiceEndpoint, window: TimeSpan, access: FlowAccess): Promise<Activity>
  /** Prometheus text exposition format 0.0.4. */
  metrics(): Promise<string>
}

/** The chain of looks, deletions and publications. */
export type AuditDesk = {
  /** Resolves once the line is on disk. */
  append(record: AuditRecord): Promise<void>
  find(query: AuditQuery): Promise<AuditPage>
  /** Oldest first. */
  export(query: Omit<AuditExportQuery, 'format'>): AsyncIterable<AuditEntry>
  verify(): Promise<AuditVerdict>
}

/** The notice to subscribers, and what the running configuration would have it say. */
export type NoticeDesk = {
  readonly notices: Notices
  facts(): NoticeFacts
  /** Throws `NoticeError`. The publication is in the audit; collecting begins where it had been refused. */
  publish(by: Publication): Promise<void>
}

/** What would be blocked, and what is. */
export type MeasureDesk = {
  readonly planner: Planner
  /** Whether no device is configured: plans are then for devices without bounds, and nothing is blocked. */
  isPreview(): boolean
  /** Targets that wait for an approver, as of the newest plan. */
  waiting(): Promise<number>
  /** Plans anew and puts in force what may be. */
  refresh(): Promise<void>
  /** Throws `PlanError`. */
  approve(
    plan: string,
    by: { readonly actor: string; readonly isProven: boolean; readonly note: string },
  ): Promise<PlanStanding>
  /** What the plan would have cut in the last day; a look at flows. */
  simulate(actor: string, onProgress?: (done: number, total: number) => void): Promise<Simulation>
}

export type PublicPorts = ApiPorts & SignInPorts & ConsolePorts

export type ConsentImport = {
  readonly path: string
  readonly isDryRun: boolean
  readonly actor: string
}

/** What commands ask of a running service over the socket in its data directory. */
export type ControlPorts = ApiPorts & {
  status(): Promise<ControlStatus>
  detect(request: DetectRequest): Promise<Candidates>
  /** Takes the model in a file as the challenger. */
  challengeModel(path: string): Promise<ModelEntry>
  /** Rows of features of the newest hours, labelled by lists and by people; no name in them. */
  ownSamples(request: OwnSamplesRequest): Promise<OwnSamples>
  /** Measures all reputation lists; seconds, with 10⁵ entries. */
  listQuality(): Promise<ListQuality>
  /** Throws `NoticeError` NOTICE_REQUIRED; the import is in the audit. */
  admitImport(request: ImportRequest): Promise<void>
  /** Writes a verified backup to a path of this machine. */
  backup(path: string): Promise<BackupAnswer>
  /** Reads a file of this machine; all of it is recorded, or nothing. */
  importConsent(request: ConsentImport): Promise<ImportConsentAnswer>
  /** How far it is, for whoever waits for it; 0 of 0 while there is none. */
  importConsentProgress(): { readonly done: number; readonly total: number }
  /** Deletes what is past its retention. */
  purge(): Promise<PurgeAnswer>
  /** Begins to stop; the answer goes out first. */
  shutdown(): void
}
