import type { ColumnType, Generated } from 'kysely'
import type { DeviceKind } from './device-kind.ts'
import type { Problem, Reason } from './reason.ts'

type Json<T> = ColumnType<T, string, string>

/** Which line held which addresses, and when. Deleted after `sessionDays`. */
export type AlertSessionsTable = {
  id: Generated<number>
  subscriber: string
  /** `100.64.0.1/32`, `2001:db8:1::/56`. */
  prefix: string
  /** Behind a carrier's NAT a line has some ports of an address; otherwise 0 to 65535. */
  port_first: number
  port_last: number
  from_at: Date
  /** Null: nobody has said yet that it ended. */
  until_at: Date | null
  /** Until then somebody vouched for it. */
  heard_at: Date
  /** RADIUS: of which access server, and by which number there. */
  nas: string | null
  session: string | null
}

/** A device that somebody reported, until it is planned. Deleted with it, or after `sessionDays`. */
export type AlertReportsTable = {
  subscriber: string
  problem: Problem
  device_kind: DeviceKind
  first_at: Date
  last_at: Date
}

/** Where to reach those who are to be told. Deleted when nothing is left to tell, or after `contactDays`. */
export type AlertContactsTable = {
  subscriber: string
  language: 'ja' | 'en'
  mail: string | null
  name: string | null
  postal_code: string | null
  postal_address: string | null
  webhook: string | null
  imported_at: Date
}

export type AlertRoundsTable = {
  id: string
  made_at: Date
  made_by: string
  /** Of the draw who waits, so that it can be repeated. */
  seed: number
  held_out_percent: number
  study_days: number
  counts: Json<Readonly<Record<string, number>>>
}

export type StudyGroup = 'alerted' | 'held-out'
export type AlertEnding = 'opted-out' | 'withdrawn' | 'over'

export type AlertsTable = {
  id: string
  round: string
  /** Null once nobody needs to know any more; what was learnt stays without it. */
  subscriber: string | null
  reason: Reason
  problem: Problem | null
  device_kind: DeviceKind
  study_group: StudyGroup
  first_at: Date
  last_at: Date
  planned_at: Date
  /** Not before. */
  due_at: Date
  ended_at: ColumnType<Date | null, Date | null | undefined, Date | null>
  ending: ColumnType<AlertEnding | null, AlertEnding | null | undefined, AlertEnding | null>
  outcome: Outcome
  /** Everything before was looked at. */
  observed_until: Date
}

/** Unknown is not clean: it says that the line was not seen, or not for long enough. */
export type Outcome = 'unknown' | 'still-talking' | 'cleaned'

/** Which endpoints the line was seen with; server sides only. */
export type AlertCasesTable = { alert: string; case_id: string; endpoint: string }

/** `active`: with its C2, or reported again. `quiet`: the line was seen, without. `unseen`: nothing of it was. */
export type DayState = 'active' | 'quiet' | 'unseen'
export type AlertDaysTable = {
  alert: string
  /** Whole days since the epoch, UTC. */
  day: number
  state: DayState
}

export type MessageKind = 'first' | 'reminder' | 'correction'
export type ChannelName = 'mail' | 'webhook' | 'letter'

/**
 * `handing-over` is written before anything leaves, so that a crash never makes two of one. What was in that
 * state then is `uncertain`, unless its channel bears repeating.
 */
export type MessageState =
  | 'handing-over'
  | 'deferred'
  | 'sent'
  | 'uncertain'
  | 'delivered'
  | 'bounced'
  | 'failed'

export type AlertMessagesTable = {
  /** `<alert>-<kind>`; the primary key is what makes a second one impossible. */
  id: string
  alert: string
  kind: MessageKind
  channel: ChannelName
  state: MessageState
  attempts: number
  begun_at: Date
  /** When it was handed over, given up or came back. */
  settled_at: Date | null
  next_at: Date | null
  /** Why, in the channel's own short code; never its words, which quote addresses. */
  refusal: string | null
}

export type AlertTables = {
  alert_sessions: AlertSessionsTable
  alert_reports: AlertReportsTable
  alert_contacts: AlertContactsTable
  alert_rounds: AlertRoundsTable
  alerts: AlertsTable
  alert_cases: AlertCasesTable
  alert_days: AlertDaysTable
  alert_messages: AlertMessagesTable
}
