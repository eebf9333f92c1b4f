/** Ports for the tests of this room: a real registry, and small honest answers for everything else. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { createListEvidence } from '../cases/list-evidence/list-evidence.ts'
import { createLists } from '../cases/lists/lists.ts'
import { CASE_MIGRATIONS } from '../cases/migrations/index.ts'
import type { Candidate } from '../cases/registry/evidence.ts'
import { createRegistry } from '../cases/registry/registry.ts'
import { ManualClock } from '../core/clock.ts'
import type { ServiceEndpoint } from '../core/endpoint.ts'
import type { FlowAccess } from '../core/flow-access.ts'
import { SeededRandom } from '../core/random.ts'
import { DAY_MS, type TimeSpan } from '../core/time-span.ts'
import { openDatabase } from '../db/database.ts'
import type { AuditRecord } from '../flows/store/audit-log.ts'
import { ConsentLedger } from '../measures/consent/ledger.ts'
import { SubscriberLinks } from '../measures/consent/subscriber-links.ts'
import { MEASURE_MIGRATIONS } from '../measures/migrations/index.ts'
import { Planner } from '../measures/plan/planner.ts'
import type { NoticeFacts } from '../notice/facts.ts'
import { NOTICE_MIGRATIONS } from '../notice/migrations/index.ts'
import { FACTS } from '../notice/notice.fixture.ts'
import { createNotices } from '../notice/notices.ts'
import { PEOPLE_MIGRATIONS } from '../people/migrations/index.ts'
import { createPeople } from '../people/people.ts'
import { OPERATOR, type Principal } from '../people/principal.ts'
import { ROLES } from '../people/roles.ts'
import { EVALUATION, MODEL } from './model.fixture.ts'
import type { ControlPorts, PublicPorts } from './ports/ports.ts'
import type { AuditEntry } from './schemas/accountability.ts'
import type { DetectRequest } from './schemas/control.ts'
import type { Model } from './schemas/model.ts'
import { instant } from './views/time-window.ts'

export const NOW_MS = Date.UTC(2026, 10, 21, 12)

export type Asked = {
  /** Windows, steps and looks that the API passed on. */
  readonly windows: (TimeSpan & { stepSeconds?: number })[]
  readonly looks: { endpoint: ServiceEndpoint; access: FlowAccess }[]
  readonly detections: DetectRequest[]
  readonly log: string[]
  readonly audited: AuditRecord[]
  /** What the running configuration would say to subscribers. */
  facts: NoticeFacts
  readonly promotions: Model['promotions']
  shutdowns: number
}

export type Fixture = {
  readonly ports: PublicPorts & ControlPorts
  readonly asked: Asked
  readonly directory: string
  propose(candidates: readonly Candidate[]): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export function candidate(port: number, probability = 0.9): Candidate {
  return {
    address: '203.0.113.7',
    protocol: 'tcp',
    port,
    probability,
    band: 'suspected',
    clients: 31,
    reasons: [{ en: 'few bytes back', ja: '応答が小さい', group: 'size', weight: 0.4 }],
    against: [{ en: 'it answers as a shop', ja: '通販サイト', group: 'service', weight: -0.1 }],
  }
}

/** A reason that a spreadsheet would take for a formula. */
export const AUDIT_ENTRY: AuditEntry = {
  sequence: 7,
  at: instant(NOW_MS),
  kind: 'look',
  purpose: 'case-review',
  actor: 'hanako',
  reason: '=1+1, "why"',
  subject: 'sql 0123',
  window: { from: instant(NOW_MS - DAY_MS), to: instant(NOW_MS) },
  hash: 'a'.repeat(64),
}

export async function openFixture(): Promise<Fixture> {
  const directory = mkdtempSync(join(tmpdir(), 'noroshi-web-'))
  const clock = new ManualClock(NOW_MS)
  const dice = new SeededRandom(1)
  const database = await openDatabase({ directory: join(directory, 'database') }, [
    ...CASE_MIGRATIONS,
    ...PEOPLE_MIGRATIONS,
    ...NOTICE_MIGRATIONS,
    ...MEASURE_MIGRATIONS,
  ])
  const registry = createRegistry(database, new ManualClock(NOW_MS), {
    isSubscriber: (address) => address.startsWith('10.'),
    rolesOf: async () => new Set(ROLES),
  })
  const notices = createNotices(database, clock)
  const lists = createLists(database, new ManualClock(NOW_MS), {
    isSubscriber: (address) => address.startsWith('10.'),
  })
  const asked: Asked = {
    windows: [],
    looks: [],
    detections: [],
    log: [],
    audited: [],
    facts: FACTS,
    promotions: [],
    shutdowns: 0,
  }
  const draw = (count: number) => Uint8Array.from({ length: count }, () => dice.integer(256))
  const consent = await ConsentLedger.open(database, clock)
  const planner = await Planner.open(database, clock, consent, {
    warnings: async () => [],
    devices: () => [{ name: 'fw', kind: 'rpz', capacity: { targets: null, sources: null } }],
    rolesOf: async () => new Set(ROLES),
    namesSubscriber: (text) => text.includes('10.'),
  })
  const found = [candidate(443, 0.97), candidate(6667, 0.5), candidate(80, 0.2)]
  const window = (span: TimeSpan) => ({ from: instant(span.startMs), to: instant(span.endMs) })
  const recent = { startMs: NOW_MS - DAY_MS, endMs: NOW_MS }
  const candidates = {
    window: window(recent),
    detectedAt: instant(NOW_MS),
    endpointCount: 13_900,
    candidates: found.map((one) => ({
      ...one,
      reasons: [...one.reasons],
      against: [...one.against],
    })),
  }
  const ports: PublicPorts & ControlPorts = {
    logger: pino({}, { write: (line: string) => void asked.log.push(line) }),
    registry,
    lists,
    listEvidence: createListEvidence(database, clock),
    audit: {
      append: async (record) => void asked.audited.push(record),
      find: async () => ({ entries: [AUDIT_ENTRY], nextCursor: '4711' }),
      export: async function* () {
        yield AUDIT_ENTRY
      },
      verify: async () => ({
        isIntact: true,
        entryCount: 1,
        unsettledDeletions: 0,
        brokenAt: null,
        head: AUDIT_ENTRY.hash,
      }),
    },
    notice: {
      notices,
      facts: () => asked.facts,
      publish: async (by) => void (await notices.publish(asked.facts, by)),
    },
    purposes: () => ({
      purposes: [
        {
          id: 'case-review',
          name: { en: 'review', ja: '確認' },
          ground: { en: 'business', ja: '正当業務行為' },
          roles: ['analyst'],
        },
      ],
    }),
    alerts: undefined,
    nowMs: () => clock.nowMs(),
    people: createPeople(database, clock, draw),
    consent,
    subscriberLinks: new SubscriberLinks(database, clock, draw),
    measures: {
      planner,
      isPreview: () => false,
      waiting: async () => (await planner.preview()).waitingCount,
      refresh: async () => void (await planner.refresh()),
      approve: (plan, by) => planner.approve(plan, by),
      simulate: async () => ({ planId: 'x', endpoints: 0, hasFlows: false, targets: [] }),
    },
    importConsentProgress: () => ({ done: 500, total: 2_000 }),
    importConsent: async () => {
      throw new Error('only a service reads files')
    },
    clock,
    // Most tests are not about signing in; those that are say so.
    signIn: { anonymous: OPERATOR, isSecure: false },
    consoleDirectory: join(directory, 'console'),
    allowedHosts: ['Noroshi.example'],
    health: async () => ({
      status: 'degraded',
      version: '0.1.0',
      startedAt: instant(NOW_MS - DAY_MS),
      isDemo: false,
      newestFlowAt: null,
      flowsStored: 0,
      checks: [{ name: 'store', status: 'degraded', detail: { en: 'empty', ja: '空' } }],
    }),
    exporters: async () => ({
      exporters: [
        {
          address: '192.0.2.1',
          protocols: ['ipfix'],
          state: 'sending',
          firstSeenAt: instant(NOW_MS - DAY_MS),
          lastSeenAt: instant(NOW_MS),
          datagrams: 12,
          records: 240,
          recordsPerSecond: 4.5,
          samplingIntervals: [1000],
          lossRatio: 0.0002,
          refused: { TEMPLATE_MISSING: 3 },
          hours: [
            {
              at: instant(NOW_MS),
              records: 240,
              stored: 240,
              missing: 1,
              missingUnit: 'records',
              thinned: 0,
              lossRatio: 0.004,
            },
          ],
          clock: {
            skewMs: -400,
            isCorrected: true,
            skewMaxMs: 60_000,
            correctedRecords: 0,
            clampedRecords: 0,
          },
          thinning: 1,
          policy: { recordsPerSecondMax: 1_000_000, samplingMissing: 1, samplingOverride: 0 },
          skippedElements: [{ enterprise: 0, element: 460, records: 12 }],
        },
      ],
      strangers: Array.from({ length: 5_000 }, (_, n) => ({
        address: `198.51.100.${n % 256}`,
        datagrams: 1,
        lastSeenAt: instant(NOW_MS),
      })),
      collectors: [{ address: '127.0.0.1', port: 4739, accepts: 'IPFIX' }],
    }),
    settings: async () => ({
      version: '0.1.0',
      isDemo: false,
      dataDirectory: directory,
      collectors: [{ address: '127.0.0.1', port: 4739, accepts: 'IPFIX' }],
      allowedExporters: ['127.0.0.0/8'],
      subscriberPrefixes: ['10.0.0.0/8'],
      retention: { flowDays: 7, trafficDays: 35 },
      detection: { windowHours: 24, minClients: 3, falsePositivesPerDay: 10, everySeconds: 600 },
      columns: [{ name: 'dst_port', type: 'UInt16' }],
    }),
    hub: async () => ({ membership: null }),
    retryOutbox: async () => 0,
    recentWindow: async () => recent,
    flowSummary: async (span, stepSeconds) => {
      asked.windows.push({ ...span, stepSeconds })
      const points = [{ at: instant(span.startMs), flows: 3, packets: 3000, octets: 1.5e6 }]
      return { window: window(span), stepSeconds, series: [{ exporter: '192.0.2.1', points }] }
    },
    candidates: async () => candidates,
    model: async () => ({ ...MODEL, promotions: [...asked.promotions] }),
    promoteModel: async ({ id, actor, reason }) => {
      asked.promotions.push({ at: instant(NOW_MS), by: actor, id, before: 'shipped', reason })
    },
    challengeModel: async () => MODEL.models[0]!,
    ownSamples: async () => ({
      window: window({ startMs: NOW_MS - 86_400_000, endMs: NOW_MS }),
      features: ['clients_log2'],
      rows: [{ label: 1, weight: 0.5, values: [2] }],
      listed: 1,
      confirmed: 0,
      dismissed: 0,
      excluded: 0,
      voices: ['one'],
    }),
    evaluations: async () => ({ evaluations: [EVALUATION] }),
    evaluation: async (name) => (name === EVALUATION.name ? EVALUATION : undefined),
    evaluationReport: async (name) =>
      name === EVALUATION.name ? '<!doctype html><title>report</title>' : undefined,
    activity: async (endpoint, span, access) => {
      asked.windows.push(span)
      asked.looks.push({ endpoint, access })
      return {
        window: window(span),
        hours: [
          {
            at: instant(span.startMs),
            contacts: 60,
            clients: 31,
            octetsToServer: 5_000,
            octetsFromServer: 9_000,
          },
        ],
        sizes: [{ log2Octets: 6, toServer: 60, fromServer: 58 }],
        rhythm: [{ contactsAt: [instant(span.startMs)] }],
      }
    },
    metrics: async () => '# TYPE noroshi_datagrams_total counter\nnoroshi_datagrams_total 12\n',
    status: async () => ({
      command: 'start',
      pid: 4711,
      version: '0.1.0',
      startedAt: instant(NOW_MS),
    }),
    detect: async (request) => {
      asked.detections.push(request)
      return candidates
    },
    listQuality: async () => ({ sources: [], overlaps: [], copying: [] }),
    admitImport: async () => {},
    backup: async (path) => ({ path, at: instant(NOW_MS), tables: [], files: [] }),
    purge: async () => [{ table: 'flows', days: ['20260101'] }],
    shutdown: () => {
      asked.shutdowns++
    },
  }
  return {
    ports,
    asked,
    directory,
    propose: async (many) => {
      await registry.propose(many, { actor: 'detection' })
    },
    [Symbol.asyncDispose]: async () => {
      await database.destroy()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Somebody who has signed in and has every role: for tests of what routes do, not of who may. */
export function signedInAs(actor: string): Principal {
  return { kind: 'session', actor, reach: new Set(ROLES), isProven: true }
}
