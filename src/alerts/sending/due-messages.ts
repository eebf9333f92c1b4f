import type { Kysely } from 'kysely'
import { DAY_MS } from '../../core/time-span.ts'
import type { AlertTables, ChannelName, MessageKind, MessageState } from '../tables.ts'
import type { Finding } from '../texts/findings.ts'

export type DueMessage = {
  /** With the channel's name behind it, the id of the message: another way is another message. */
  readonly base: string
  /** Tried this way before, and to be tried so again. */
  readonly channel: ChannelName | undefined
  readonly alert: string
  readonly kind: MessageKind
  readonly subscriber: string
  readonly finding: Finding
  /** When it fell due: the date on it, the same however often it is tried. */
  readonly dueMs: number
  /** Ways that refused this message for good. */
  readonly refusedChannels: ReadonlySet<ChannelName>
}

type Message = {
  readonly id: string
  readonly alert: string
  readonly kind: MessageKind
  readonly channel: ChannelName
  readonly state: MessageState
  readonly begun_at: Date
  readonly settled_at: Date | null
  readonly next_at: Date | null
}
type Alert = {
  readonly id: string
  readonly subscriber: string
  readonly finding: Finding
  readonly dueMs: number
  readonly outcome: string
  readonly ending: string | null
}

type Rule = {
  readonly nowMs: () => number
  readonly reminderAfterDays: number
  readonly remindersMax: number
}

/** States in which the subscriber has been told, or may have been. */
export const TOLD_STATES: ReadonlySet<MessageState> = new Set(['sent', 'uncertain', 'delivered'])

/** What is to be handed over now: corrections first, then first messages, then reminders; the oldest first. */
export async function dueMessages(db: Kysely<AlertTables>, rule: Rule): Promise<DueMessage[]> {
  const nowMs = rule.nowMs()
  const alerts = await openAlerts(db, nowMs)
  const messages = Map.groupBy(await messagesOf(db), ({ alert }) => alert)
  const due = alerts.flatMap((alert) => {
    const own = messages.get(alert.id) ?? []
    const found = nextOf(alert, own, rule, nowMs)
    return found ? [found] : []
  })
  const rank = { correction: 0, first: 1, reminder: 2 } as const
  return due.sort((one, other) => rank[one.kind] - rank[other.kind] || one.dueMs - other.dueMs)
}

function nextOf(
  alert: Alert,
  own: readonly Message[],
  { reminderAfterDays, remindersMax }: Rule,
  nowMs: number,
): DueMessage | undefined {
  const waiting = own.find(({ state }) => state === 'deferred')
  if (waiting) {
    if (alert.ending !== null && waiting.kind !== 'correction') return undefined
    return +waiting.next_at! <= nowMs
      ? draft(alert, baseOf(waiting), waiting.kind, dueOf(alert, waiting), own, waiting.channel)
      : undefined
  }
  const told = own.filter(({ state }) => TOLD_STATES.has(state))
  if (alert.ending === 'withdrawn') {
    const isCorrected = told.some(({ kind }) => kind === 'correction')
    if (isCorrected || told.length === 0) return undefined
    return draft(alert, `${alert.id}-correction`, 'correction', nowMs, own)
  }
  if (!told.some(({ kind }) => kind === 'first'))
    return draft(alert, `${alert.id}-first`, 'first', alert.dueMs, own)
  const reminders = told.filter(({ kind }) => kind === 'reminder').length
  const lastMs = Math.max(...told.map(({ settled_at }) => +(settled_at ?? 0)), 0)
  const isTime = told.length > 0 && lastMs + reminderAfterDays * DAY_MS <= nowMs
  if (alert.outcome !== 'still-talking' || reminders >= remindersMax || !isTime) return undefined
  return draft(alert, `${alert.id}-reminder${reminders + 1}`, 'reminder', nowMs, own)
}

const baseOf = ({ id, channel }: Message): string => id.slice(0, -channel.length - 1)

/** The date on a message is that of the first attempt, so that a repeated one is the same. */
const dueOf = (alert: Alert, { kind, begun_at }: Message): number =>
  kind === 'first' ? alert.dueMs : +begun_at

function draft(
  { id: alert, subscriber, finding }: Alert,
  base: string,
  kind: MessageKind,
  dueMs: number,
  own: readonly Message[],
  channel?: ChannelName,
): DueMessage {
  // An address that did not exist last week does not exist today.
  const failed = own.filter(({ state }) => state === 'failed' || state === 'bounced')
  const refusedChannels = new Set(failed.map((message) => message.channel))
  return { base, channel, alert, kind, subscriber, finding, dueMs, refusedChannels }
}

async function openAlerts(db: Kysely<AlertTables>, nowMs: number): Promise<Alert[]> {
  const rows = await db
    .selectFrom('alerts')
    .selectAll()
    .where('subscriber', 'is not', null)
    .where('due_at', '<=', new Date(nowMs))
    .where((eb) => eb.or([eb('ended_at', 'is', null), eb('ending', '=', 'withdrawn')]))
    .orderBy('due_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    subscriber: row.subscriber!,
    dueMs: +row.due_at,
    outcome: row.outcome,
    ending: row.ending,
    finding: {
      reason: row.reason,
      problem: row.problem,
      deviceKind: row.device_kind,
      firstMs: +row.first_at,
      lastMs: +row.last_at,
    },
  }))
}

function messagesOf(db: Kysely<AlertTables>): Promise<Message[]> {
  return db
    .selectFrom('alert_messages as m')
    .innerJoin('alerts as a', 'a.id', 'm.alert')
    .select(['m.id', 'm.alert', 'm.kind', 'm.channel', 'm.state'])
    .select(['m.begun_at', 'm.settled_at', 'm.next_at'])
    .where('a.subscriber', 'is not', null)
    .execute()
}
