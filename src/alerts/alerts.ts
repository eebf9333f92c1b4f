import type { Kysely } from 'kysely'
import type { Registry } from '../cases/index.ts'
import type { Clock } from '../core/clock.ts'
import type { Random } from '../core/random.ts'
import { type DrawOctets, drawHandle } from '../core/secret.ts'
import { HOUR_MS, type TimeSpan } from '../core/time-span.ts'
import type { Database } from '../db/database.ts'
import type { FlowReader } from '../flows/store/flow-reader.ts'
import type { Channel } from './channels/channel.ts'
import { agreedSince, type GrantSource } from './consent.ts'
import { importContacts } from './contacts/import-contacts.ts'
import { discreetly } from './discreet.ts'
import { AlertError } from './errors.ts'
import { importSessions, type SessionFormat } from './lines/import-sessions.ts'
import { LineMap } from './lines/line-map.ts'
import { discreetReader } from './looks/discreet-reader.ts'
import { type EffectReport, effectReport } from './outcome/effect-report.ts'
import { type Observed, observe } from './outcome/observe.ts'
import { type AlertStatus, alertStatus } from './outcome/status.ts'
import { type ToldQuery, type ToldSubscriber, toldSubscribers } from './outcome/told-subscribers.ts'
import { importReports } from './reports/import-reports.ts'
import { type AlertsPurged, purgeAlerts } from './retention.ts'
import { confirmedCases, withdrawnCases } from './rounds/confirmed-cases.ts'
import { type Plan, planRound } from './rounds/plan.ts'
import { importBounces } from './sending/import-bounces.ts'
import { handedSince } from './sending/message-log.ts'
import { type Sent, sendDue } from './sending/send.ts'
import type { AlertTables } from './tables.ts'
import type { MessageText, Sender } from './texts/message-text.ts'
import { type PreviewRequest, previewMessage } from './texts/preview-message.ts'

export type AlertSettings = {
  readonly sender: Sender
  readonly windowHours: number
  readonly contactsMin: number
  readonly repeatDays: number
  readonly dailyMax: number
  readonly perMinute: number
  readonly heldOutPercent: number
  readonly studyDays: number
  readonly reminderAfterDays: number
  readonly remindersMax: number
  readonly sessionDays: number
  readonly sessionGraceMinutes: number
  readonly contactDays: number
  readonly recordDays: number
  readonly upstreamInterfaces: readonly number[]
  /** Where letters are written; their files go with the contact data. */
  readonly lettersDirectory: string
}

export type AlertPolicy = Pick<
  AlertSettings,
  | 'dailyMax'
  | 'perMinute'
  | 'heldOutPercent'
  | 'studyDays'
  | 'repeatDays'
  | 'reminderAfterDays'
  | 'remindersMax'
  | 'contactsMin'
>

export type AlertSources = {
  readonly database: Database
  readonly reader: FlowReader
  /** What is stored of flows; undefined when nothing is. */
  readonly held: () => Promise<TimeSpan | undefined>
  readonly registry: Pick<Registry, 'find'>
  readonly consent: GrantSource
  readonly clock: Clock
  readonly random: Random
  readonly drawOctets: DrawOctets
  /** Opened for one sending, in order of preference. Throws `AlertError`. */
  readonly openChannels: () => readonly Channel[]
  /** Ends early when the signal comes. */
  readonly pause: (ms: number, signal?: AbortSignal) => Promise<void>
}

export type Progress = (fraction: number) => void
type FileCounts = Readonly<Record<string, number>>

/** After the last message a line is watched for so long, so that the third horizon can be told. */
const WATCH_AFTER_DUE_DAYS = 33

/** Telling subscribers, and knowing whether it helps. Everything in it stays inside the provider. */
export class Alerts {
  readonly #db: Kysely<AlertTables>
  readonly #sources: AlertSources
  readonly #settings: AlertSettings
  readonly #lines: LineMap
  #isBusy = false

  constructor(sources: AlertSources, settings: AlertSettings) {
    this.#db = sources.database.$extendTables<AlertTables>()
    this.#sources = { ...sources, reader: discreetReader(sources.reader) }
    this.#settings = settings
    const { sessionGraceMinutes: graceMinutes, sessionDays } = settings
    this.#lines = new LineMap(this.#db, { graceMinutes, sessionDays })
  }

  importSessions(path: string, format?: SessionFormat): Promise<FileCounts> {
    return this.#alone(() => importSessions(this.#db, { path, format }, this.#nowMs()))
  }

  importContacts(path: string): Promise<FileCounts> {
    return this.#alone(() => importContacts(this.#db, path, this.#nowMs()))
  }

  importReports(path: string): Promise<FileCounts> {
    return this.#alone(() => importReports(this.#db, this.#lines, this.#agreed(), path))
  }

  importBounces(path: string): Promise<FileCounts> {
    return this.#alone(() => importBounces(this.#db, path, this.#nowMs()))
  }

  /** @param seed of the draw; drawn when left out */
  plan(
    order: {
      readonly actor: string
      readonly isDryRun: boolean
      readonly seed?: number | undefined
    },
    onProgress?: Progress,
  ): Promise<Plan> {
    return this.#alone(async () => {
      const { reader, registry, random, drawOctets } = this.#sources
      const { heldOutPercent, studyDays, repeatDays, contactsMin } = this.#settings
      const cases = await confirmedCases(registry)
      const window = this.#window()
      const reason = `lines that met one of ${cases.length} confirmed endpoints`
      const access = { purpose: 'subscriber-alert', actor: order.actor, reason } as const
      return planRound(this.#db, {
        search: {
          reader,
          lines: this.#lines,
          look: { access, window, upstreamInterfaces: this.#settings.upstreamInterfaces },
          agreed: this.#agreed(),
          cases,
          contactsMin,
        },
        nowMs: this.#nowMs(),
        actor: order.actor,
        seed: order.seed ?? Math.floor(random.next() * 2 ** 31),
        heldOutPercent,
        studyDays,
        repeatDays,
        isDryRun: order.isDryRun,
        drawId: () => drawHandle(drawOctets),
        ...(onProgress ? { onProgress } : {}),
      })
    })
  }

  /** Throws `AlertError` ALERT_CHANNEL_DOWN and others of channels; going on later makes no message twice. */
  send(
    options: {
      readonly countMax?: number
      readonly onProgress?: (done: number, total: number) => void
      readonly signal?: AbortSignal
    } = {},
  ): Promise<Sent> {
    return this.#alone(async () => {
      const { consent, registry, openChannels, pause } = this.#sources
      const { sender, dailyMax, perMinute, reminderAfterDays, remindersMax } = this.#settings
      await using stack = new AsyncDisposableStack()
      const channels = openChannels().map((channel) => stack.use(channel))
      return await sendDue(this.#db, {
        consent,
        channels,
        sender,
        nowMs: () => this.#nowMs(),
        pause,
        dailyMax,
        perMinute,
        reminderAfterDays,
        remindersMax,
        withdrawnCases: await withdrawnCases(registry),
        ...options,
      })
    })
  }

  observe(actor: string): Promise<Observed> {
    return this.#alone(async () => {
      const held = await this.#sources.held()
      if (!held) return { alerts: 0, days: 0, ended: 0 }
      return observe(this.#db, {
        reader: this.#sources.reader,
        lines: this.#lines,
        consent: this.#sources.consent,
        actor,
        upstreamInterfaces: this.#settings.upstreamInterfaces,
        nowMs: this.#nowMs(),
        held,
        watchDays: WATCH_AFTER_DUE_DAYS,
        recordDays: this.#settings.recordDays,
      })
    })
  }

  /** How many were handed over after this instant. */
  handedSince(sinceMs: number): Promise<number> {
    return discreetly(() => handedSince(this.#db, sinceMs))
  }

  status(): Promise<AlertStatus> {
    return discreetly(() => alertStatus(this.#db, this.#nowMs()))
  }

  effect(round?: string): Promise<EffectReport> {
    return discreetly(() => effectReport(this.#db, round))
  }

  subscribers(query?: ToldQuery): Promise<ToldSubscriber[]> {
    return discreetly(() => toldSubscribers(this.#db, query))
  }

  purge(): Promise<AlertsPurged> {
    const { lettersDirectory } = this.#settings
    return discreetly(() => purgeAlerts(this.#db, this.#settings, this.#nowMs(), lettersDirectory))
  }

  /** A text as it would go out, about nobody. */
  preview(request: PreviewRequest): MessageText {
    const { sender, windowHours } = this.#settings
    return previewMessage(request, sender, this.#nowMs(), windowHours)
  }

  /** How much is sent, and who waits, as configured. */
  get policy(): AlertPolicy {
    const { dailyMax, perMinute, heldOutPercent, studyDays } = this.#settings
    const { repeatDays, reminderAfterDays, remindersMax, contactsMin } = this.#settings
    return {
      dailyMax,
      perMinute,
      heldOutPercent,
      studyDays,
      repeatDays,
      reminderAfterDays,
      remindersMax,
      contactsMin,
    }
  }

  #nowMs(): number {
    return this.#sources.clock.nowMs()
  }

  #agreed(): ReadonlyMap<string, number> {
    return agreedSince(this.#sources.consent, this.#nowMs())
  }

  #window(): TimeSpan {
    const endMs = this.#nowMs()
    return { startMs: endMs - this.#settings.windowHours * HOUR_MS, endMs }
  }

  /** One at a time: two sendings at once would each take the other's messages for those of a dead process. */
  async #alone<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#isBusy)
      throw new AlertError('ALERTS_BUSY', 'another planning, sending or import is at work')
    this.#isBusy = true
    try {
      return await discreetly(work)
    } finally {
      this.#isBusy = false
    }
  }
}
