import { type Alerts, isHandedOver, type Sent } from '../../alerts/index.ts'
import type { Clock } from '../../core/clock.ts'
import { NoroshiError } from '../../core/error.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../core/time-span.ts'
import type { AlertScheduleStatus } from '../../web/ports/alert-port.ts'
import { isQuiet, type QuietHours } from './quiet-hours.ts'

export type ScheduleSettings = {
  /** A round is planned by itself so many days after the newest one; 0: only when a person plans one. */
  readonly planEveryDays: number
  /** Handed over within an hour, reminders included. */
  readonly hourlyMax: number
  /** As fast as messages follow one another. */
  readonly perMinute: number
  readonly quiet: QuietHours
  readonly timeZone: string
}

export type ScheduleLogger = {
  info(event: Readonly<Record<string, string | number>>, text: string): void
  warn(event: Readonly<Record<string, string | number>>, text: string): void
}

type Desk = Pick<Alerts, 'plan' | 'observe' | 'send' | 'status' | 'handedSince'>

const BY = 'schedule'
/** So many at a time, and no more than a minute of them: a person gets a turn in between, and quiet hours begin on time. */
const BATCH = 25
const RETRY_MS = 2 * MINUTE_MS
const RETRY_MS_MAX = HOUR_MS
/** Somebody else is at it; that is no failure. */
const BUSY = 'ALERTS_BUSY'
/** Where nothing is left, so often: what was put off by a server comes back after a quarter of an hour. */
const SEND_EVERY_MS = 15 * MINUTE_MS

/**
 * Tells, reminds and observes without anybody at the keyboard. It keeps nothing of its own: what is due, what was handed
 * over and what was looked at stand in the database, so that another process, a crash or a command beside it makes
 * nothing twice.
 */
export class AlertSchedule {
  readonly #alerts: Desk
  readonly #settings: ScheduleSettings
  readonly #clock: Clock
  readonly #logger: ScheduleLogger
  readonly #ending = new AbortController()
  #hour = Number.NEGATIVE_INFINITY
  #observedAtMs: number | null = null
  #sentAtMs: number | null = null
  #plannedAtMs = Number.NEGATIVE_INFINITY
  #left = 0
  #nextSendMs = Number.NEGATIVE_INFINITY
  #failure: AlertScheduleStatus['failure'] = null
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined

  constructor(alerts: Desk, settings: ScheduleSettings, clock: Clock, logger: ScheduleLogger) {
    this.#alerts = alerts
    this.#settings = settings
    this.#clock = clock
    this.#logger = logger
  }

  start(): void {
    this.#timer = setInterval(() => void this.tick(), MINUTE_MS)
    void this.tick()
  }

  /** Ends between two messages. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#ending.abort()
    await this.#running
  }

  get status(): AlertScheduleStatus {
    const { quiet, timeZone } = this.#settings
    return {
      isQuiet: isQuiet(this.#clock.nowMs(), quiet, timeZone),
      observedAtMs: this.#observedAtMs,
      sentAtMs: this.#sentAtMs,
      left: this.#left,
      failure: this.#failure,
    }
  }

  /** Does what this minute asks for; called each minute. Never throws: what fails is tried again, ever more slowly. */
  async tick(): Promise<void> {
    if (this.#running || this.#ending.signal.aborted) return
    if (this.#failure && this.#clock.nowMs() < this.#failure.nextAtMs) return
    this.#running = this.#attempt().finally(() => {
      this.#running = undefined
    })
    await this.#running
  }

  async #attempt(): Promise<void> {
    try {
      await this.#work()
      this.#failure = null
    } catch (error) {
      const code = error instanceof NoroshiError ? error.code : 'INTERNAL'
      if (code !== BUSY) this.#fail(code)
    }
  }

  /** Looking comes first: only who still meets it is reminded, and who no longer agrees is forgotten. */
  async #work(): Promise<void> {
    const hour = Math.floor(this.#clock.nowMs() / HOUR_MS)
    if (hour !== this.#hour) {
      const { alerts, days, ended } = await this.#alerts.observe(BY)
      this.#observedAtMs = this.#clock.nowMs()
      if (days > 0 || ended > 0) this.#logger.info({ alerts, days, ended }, 'alerts were observed')
      await this.#planWhenDue()
      this.#hour = hour
      this.#nextSendMs = 0
    }
    if (this.#clock.nowMs() < this.#nextSendMs) return
    await this.#send()
    this.#nextSendMs = this.#left > 0 ? 0 : this.#clock.nowMs() + SEND_EVERY_MS
  }

  async #planWhenDue(): Promise<void> {
    const { planEveryDays } = this.#settings
    if (planEveryDays === 0) return
    const { rounds } = await this.#alerts.status()
    // A look that found nobody left no round, and is not repeated every hour.
    const latestMs = Math.max(this.#plannedAtMs, rounds[0]?.madeAtMs ?? Number.NEGATIVE_INFINITY)
    if (this.#clock.nowMs() < latestMs + planEveryDays * DAY_MS) return
    const { round, alerted, heldOut } = await this.#alerts.plan({ actor: BY, isDryRun: false })
    this.#plannedAtMs = this.#clock.nowMs()
    if (round !== null) this.#logger.info({ alerted, heldOut }, 'a round of alerts was planned')
  }

  async #send(): Promise<void> {
    const { hourlyMax, perMinute, quiet, timeZone } = this.#settings
    const { signal } = this.#ending
    while (!signal.aborted && !isQuiet(this.#clock.nowMs(), quiet, timeZone)) {
      const handed = await this.#alerts.handedSince(this.#clock.nowMs() - HOUR_MS)
      const countMax = Math.min(BATCH, perMinute, hourlyMax - handed)
      if (countMax <= 0) return
      const sent = await this.#alerts.send({ countMax, signal })
      this.#left = sent.left
      const count = handedIn(sent)
      if (count > 0) {
        this.#sentAtMs = this.#clock.nowMs()
        this.#logger.info({ count, left: sent.left }, 'subscribers were told')
      }
      if (count < countMax || sent.left === 0) return
    }
  }

  #fail(code: string): void {
    const nowMs = this.#clock.nowMs()
    const attempts = (this.#failure?.attempts ?? 0) + 1
    if (code !== this.#failure?.code)
      this.#logger.warn({ code }, 'alerts could not go on; tried again by itself')
    this.#failure = {
      code,
      sinceMs: this.#failure?.sinceMs ?? nowMs,
      attempts,
      nextAtMs: nowMs + Math.min(RETRY_MS * 2 ** (attempts - 1), RETRY_MS_MAX),
    }
  }
}

const handedIn = ({ counts }: Sent): number =>
  Object.entries(counts)
    .filter(([word]) => isHandedOver(word))
    .reduce((sum, [, count]) => sum + count, 0)
