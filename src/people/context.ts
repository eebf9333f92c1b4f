import type { Kysely, Transaction } from 'kysely'
import type { Clock } from '../core/clock.ts'
import type { DrawOctets } from '../core/secret.ts'
import { PeopleError } from './errors.ts'
import { HOUSE_ROLES, type House, type Role } from './roles.ts'
import type { PeopleTables, PersonEventKind } from './tables.ts'

/** What every part of this wing works with. */
export type PeopleContext = {
  readonly db: Kysely<PeopleTables>
  readonly clock: Clock
  readonly draw: DrawOctets
  readonly house: House
}

/** Throws ROLE_FOREIGN: a role of another house would let somebody do what nobody here can see. */
export function assertRolesHere({ house }: PeopleContext, roles: readonly Role[]): void {
  if (roles.some((role) => !HOUSE_ROLES[house].includes(role)))
    throw new PeopleError('ROLE_FOREIGN')
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
