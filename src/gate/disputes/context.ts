import type { Kysely, Transaction } from 'kysely'
import type { Clock } from '../../core/clock.ts'
import type { DrawOctets } from '../../core/secret.ts'
import type { Limit, ListPort, Probes, Wait } from './ports.ts'
import type { DisputeSettings } from './settings.ts'
import type { DisputeTables } from './tables.ts'

export type DisputeDatabase = Kysely<DisputeTables> | Transaction<DisputeTables>

/** What every part of this room works with. */
export type DisputeContext = {
  readonly db: Kysely<DisputeTables>
  readonly clock: Clock
  readonly draw: DrawOctets
  readonly list: ListPort
  readonly probes: Probes
  /** How often an address is asked over HTTP, whoever lets the hub ask. */
  readonly knocks: Limit
  readonly wait: Wait
  readonly settings: DisputeSettings
}
