import type { Kysely, Selectable } from 'kysely'
import { addPersonEvent, assertRolesHere, type PeopleContext } from './context.ts'
import { PeopleError } from './errors.ts'
import { type Role, sortedRoles } from './roles.ts'
import type { PeopleTable, PeopleTables } from './tables.ts'

export type Person = {
  readonly id: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly createdAtMs: number
  readonly createdBy: string
  readonly removedAtMs: number | null
}

export type NewPerson = {
  readonly id: string
  readonly name: string
  readonly roles: readonly Role[]
}

/** Names that acting parts of the service use in histories; a person must not pass for one. */
const RESERVED_IDS = new Set([
  'detector',
  'schedule',
  'lists',
  'operator',
  'demonstration',
  'system',
  'openid',
])
const ID = /^[a-z][a-z0-9._-]{1,39}$/
const NAME_LENGTH_MAX = 100

/** Who there is, and what they may do. */
export class PersonDirectory {
  readonly #context: PeopleContext

  constructor(context: PeopleContext) {
    this.#context = context
  }

  /** Removed persons too, newest last. */
  async list(): Promise<Person[]> {
    const rows = await this.#context.db
      .selectFrom('people')
      .selectAll()
      .orderBy('created_at')
      .orderBy('id')
      .execute()
    return rows.map(personOf)
  }

  /** Throws `PeopleError` PERSON_NOT_FOUND; a removed person is not found either. */
  async get(id: string): Promise<Person> {
    const person = await findPerson(this.#context.db, id)
    if (!person) throw new PeopleError('PERSON_NOT_FOUND')
    return person
  }

  async hasAdministrator(): Promise<boolean> {
    return (await administratorIds(this.#context.db)).length > 0
  }

  async setRoles(id: string, roles: readonly Role[], actor: string): Promise<void> {
    assertRolesHere(this.#context, roles)
    await this.#change(id, actor, 'roles-changed', sortedRoles(roles))
  }

  /** Ends everything that lets this person in. */
  async remove(id: string, actor: string): Promise<void> {
    await this.#change(id, actor, 'removed', [])
  }

  async #change(
    id: string,
    actor: string,
    kind: 'roles-changed' | 'removed',
    roles: readonly Role[],
  ): Promise<void> {
    const at = new Date(this.#context.clock.nowMs())
    await this.#context.db.transaction().execute(async (db) => {
      // All rows of administrators, in order: two who remove each other at once must not both succeed.
      const administrators = await administratorIds(db, true)
      const isLast = administrators.length === 1 && administrators[0] === id
      if (isLast && !roles.includes('administrator')) throw new PeopleError('LAST_ADMINISTRATOR')
      const { numUpdatedRows } = await db
        .updateTable('people')
        .set({ roles: JSON.stringify(roles), ...(kind === 'removed' ? { removed_at: at } : {}) })
        .where('id', '=', id)
        .where('removed_at', 'is', null)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) throw new PeopleError('PERSON_NOT_FOUND')
      if (kind === 'removed') await forgetWaysIn(db, id)
      await addPersonEvent(db, { at, actor, kind, personId: id, roles })
    })
  }
}

/** Throws PERSON_ID_INVALID or PERSON_ID_TAKEN. */
export async function insertPerson(
  db: Kysely<PeopleTables>,
  person: NewPerson,
  by: { readonly at: Date; readonly actor: string },
): Promise<void> {
  const name = person.name.replaceAll('\0', '').trim()
  if (!ID.test(person.id) || RESERVED_IDS.has(person.id) || name.length > NAME_LENGTH_MAX)
    throw new PeopleError('PERSON_ID_INVALID')
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('people')
    .values({
      id: person.id,
      name: name || person.id,
      roles: JSON.stringify(sortedRoles(person.roles)),
      created_at: by.at,
      created_by: by.actor,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst()
  if (numInsertedOrUpdatedRows === 0n) throw new PeopleError('PERSON_ID_TAKEN')
}

/** `undefined` for nobody, and for who was removed. */
export async function findPerson(
  db: Kysely<PeopleTables>,
  id: string,
): Promise<Person | undefined> {
  const row = await db
    .selectFrom('people')
    .selectAll()
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row && personOf(row)
}

export function personOf(row: Selectable<PeopleTable>): Person {
  return {
    id: row.id,
    name: row.name,
    roles: sortedRoles(row.roles),
    createdAtMs: row.created_at.getTime(),
    createdBy: row.created_by,
    removedAtMs: row.removed_at?.getTime() ?? null,
  }
}

async function administratorIds(db: Kysely<PeopleTables>, isLocking = false): Promise<string[]> {
  const query = db
    .selectFrom('people')
    .select(['id', 'roles'])
    .where('removed_at', 'is', null)
    .orderBy('id')
  const rows = await (isLocking ? query.forUpdate() : query).execute()
  return rows.filter(({ roles }) => roles.includes('administrator')).map(({ id }) => id)
}

async function forgetWaysIn(db: Kysely<PeopleTables>, id: string): Promise<void> {
  for (const table of [
    'person_links',
    'person_sessions',
    'person_tokens',
    'person_passkeys',
  ] as const)
    await db.deleteFrom(table).where('person_id', '=', id).execute()
  await db
    .updateTable('people')
    .set({ openid_issuer: null, openid_subject: null })
    .where('id', '=', id)
    .execute()
}
