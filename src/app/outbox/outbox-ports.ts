import type { Registry } from '../../cases/index.ts'
import type { Clock } from '../../core/clock.ts'
import type { HubClient } from '../../gate/sync/hub-client.ts'
import type { LintPolicy } from '../../gate/warning/lint.ts'
import type { OutboxRecords } from './outbox-records.ts'

export type OutboxPorts = {
  readonly registry: Pick<Registry, 'told'>
  readonly client: Pick<HubClient, 'submit' | 'said'>
  readonly records: OutboxRecords
  /** With the provider's own networks: what lies in them does not even leave. */
  readonly policy: LintPolicy
  readonly clock: Clock
  readonly logger: OutboxLogger
}

/** Counts and codes; never an endpoint. */
export type OutboxLogger = {
  info(event: Readonly<Record<string, string | number>>, text: string): void
  warn(event: Readonly<Record<string, string | number>>, text: string): void
}
