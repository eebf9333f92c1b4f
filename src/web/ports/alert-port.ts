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
export type AlertPorts = { readonly alerts: AlertPort | undefined }
