import { AlertError } from '../../alerts/errors.ts'
import type { EffectReport } from '../../alerts/outcome/effect-report.ts'
import type { AlertStatus as Status } from '../../alerts/outcome/status.ts'
import { TOLD_COUNT_MAX, type ToldSubscriber } from '../../alerts/outcome/told-subscribers.ts'
import type { Plan } from '../../alerts/rounds/plan.ts'
import type { MessageText } from '../../alerts/texts/message-text.ts'
import { plainMessage } from '../../alerts/texts/plain-message.ts'
import type { AlertPort, AlertPorts, AlertScheduleStatus } from '../ports/alert-port.ts'
import type {
  AlertEffect,
  AlertImportAnswer,
  AlertImportRequest,
  AlertPlan,
  AlertSample,
  AlertStatus,
  ToldSubscribers,
} from '../schemas/alerts.ts'
import { instant } from './time-window.ts'

/** Throws `AlertError` ALERTS_OFF. */
export function turnedOn({ alerts }: AlertPorts): AlertPort {
  if (!alerts) throw new AlertError('ALERTS_OFF', 'the configuration has no "alerts"')
  return alerts
}

const NOTHING: Status = {
  sessions: 0,
  contacts: 0,
  reports: 0,
  open: 0,
  byReason: {},
  byDeviceKind: {},
  byGroup: {},
  byOutcome: {},
  byEnding: {},
  messages: {},
  waiting: 0,
  withoutContact: 0,
  rounds: [],
}

export async function alertStatusView({ alerts, alertSchedule }: AlertPorts): Promise<AlertStatus> {
  const { rounds, ...counts } = alerts ? await alerts.status() : NOTHING
  return {
    isOn: alerts !== undefined,
    ...counts,
    schedule: scheduleView(alertSchedule?.()),
    rounds: rounds.map(({ madeAtMs, ...round }) => ({ ...round, madeAt: instant(madeAtMs) })),
  }
}

function scheduleView(status: AlertScheduleStatus | undefined): AlertStatus['schedule'] {
  if (!status) return null
  const { isQuiet, observedAtMs, sentAtMs, left, failure } = status
  return {
    isQuiet,
    observedAt: observedAtMs === null ? null : instant(observedAtMs),
    sentAt: sentAtMs === null ? null : instant(sentAtMs),
    left,
    failure: failure && {
      code: failure.code,
      since: instant(failure.sinceMs),
      attempts: failure.attempts,
      nextAt: instant(failure.nextAtMs),
    },
  }
}

export function effectView(report: EffectReport): AlertEffect {
  return {
    ...report,
    horizons: [...report.horizons],
    byKind: [...report.byKind],
    curve: [...report.curve],
    published: {
      ...report.published,
      naturalRemediation: [...report.published.naturalRemediation],
    },
  }
}

export const sampleView = ({ subject, sections }: MessageText): AlertSample => ({
  subject,
  sections: sections.map(({ heading, paragraphs, steps }) => ({
    heading,
    paragraphs: [...paragraphs],
    steps: [...steps],
  })),
})

export function toldView(found: readonly ToldSubscriber[]): ToldSubscribers {
  return {
    isWhole: found.length < TOLD_COUNT_MAX,
    subscribers: found.map(({ plannedAtMs, dueAtMs, messages, ...one }) => ({
      ...one,
      messages: [...messages],
      plannedAt: instant(plannedAtMs),
      dueAt: instant(dueAtMs),
    })),
  }
}

/** With the text that one of those found would get. */
export function planView(port: AlertPort, { sample, ...plan }: Plan): AlertPlan {
  if (!sample) return { ...plan, sample: null }
  const text = port.preview({
    deviceKind: sample.deviceKind,
    problem: sample.problem ?? undefined,
    kind: 'first',
    language: 'ja',
  })
  return { ...plan, sample: { subject: text.subject, text: plainMessage(text) } }
}

export async function importedView(
  port: AlertPort,
  { kind, path, format }: AlertImportRequest,
): Promise<AlertImportAnswer> {
  const counts = await {
    sessions: () => port.importSessions(path, format),
    contacts: () => port.importContacts(path),
    reports: () => port.importReports(path),
    bounces: () => port.importBounces(path),
  }[kind]()
  return { counts: { ...counts } }
}
