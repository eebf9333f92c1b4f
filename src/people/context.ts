import type { Kysely, Transaction } from 'kysely'
import type { Clock } from '../core/clock.ts'
import type { DrawOctets } from '../core/secret.ts'
import type { Role } from './roles.ts'
import type { PeopleTables, PersonEventKind } from './tables.ts'

/** What every part of this wing works with. */
export type PeopleContext = {
  readonly db: Kysely<PeopleTables>
  readonly clock: Clock
  readonly draw: DrawOctets
}

export async function addPersonEvent(
  db: Kysely<PeopleTables> | Transaction<PeopleTables>,
  event: {
    readonly at: Date
    readonly actor: string
    readonly kind: PersonEventKind
    readonly personId: string
    readonly roles?: readonly Role[]
  },
): Promise<void> {
  const { personId, roles, ...row } = event
  await db
    .insertInto('person_events')
    .values({ ...row, person_id: personId, roles: JSON.stringify(roles ?? null) })
    .execute()
}
