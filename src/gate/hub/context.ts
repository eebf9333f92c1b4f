import type { Kysely, Transaction } from 'kysely'
import type { Clock } from '../../core/clock.ts'
import type { DrawOctets } from '../../core/secret.ts'
import type { HubEventKind, HubTables } from './tables.ts'

export type HubDatabase = Kysely<HubTables> | Transaction<HubTables>

/** What every part of this room works with. */
export type HubContext = {
  readonly db: Kysely<HubTables>
  readonly clock: Clock
  readonly draw: DrawOctets
}

export async function addHubEvent(
  db: HubDatabase,
  event: {
    readonly at: Date
    readonly actor: string
    readonly kind: HubEventKind
    readonly memberId: string | null
    readonly details?: Readonly<Record<string, string | number | boolean>>
  },
): Promise<void> {
  const { memberId, details, ...row } = event
  await db
    .insertInto('hub_events')
    .values({ ...row, member_id: memberId, details: JSON.stringify(details ?? null) })
    .execute()
}
