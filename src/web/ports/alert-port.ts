import type { Alerts } from '../../alerts/alerts.ts'

/** What the API and commands ask of telling subscribers. */
export type AlertPort = Pick<
  Alerts,
  | 'status'
  | 'effect'
  | 'subscribers'
  | 'plan'
  | 'send'
  | 'observe'
  | 'preview'
  | 'policy'
  | 'importSessions'
  | 'importContacts'
  | 'importReports'
  | 'importBounces'
>

/** `undefined` where the configuration has no `alerts`. */
export type AlertPorts = {
  readonly alerts: AlertPort | undefined
  /** How telling by itself goes; `undefined` where only commands tell. */
  readonly alertSchedule?: () => AlertScheduleStatus | undefined
}

/** Counts and times; nobody in particular. */
export type AlertScheduleStatus = {
  readonly isQuiet: boolean
  readonly observedAtMs: number | null
  readonly sentAtMs: number | null
  /** Due and not handed over yet, as of the newest sending. */
  readonly left: number
  readonly failure: {
    readonly code: string
    readonly sinceMs: number
    readonly attempts: number
    readonly nextAtMs: number
  } | null
}
