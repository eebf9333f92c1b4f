import type { Kysely } from 'kysely'
import type { Clock } from '../../core/clock.ts'
import { MINUTE_MS } from '../../core/time-span.ts'
import type { Hub } from '../hub/hub.ts'
import type { HubTables } from '../hub/tables.ts'

export type OversightContext = {
  readonly db: Kysely<HubTables>
  readonly clock: Clock
  readonly hub: Hub
}

/** Who listens asks every ten minutes when nothing happens; two rounds may be lost on a bad line. */
export const REACHED_WITHIN_MS = 25 * MINUTE_MS
