import { digestOf, drawSecret } from '../core/secret.ts'
import { HOUR_MS } from '../core/time-span.ts'
import { addPersonEvent, assertRolesHere, type PeopleContext } from './context.ts'
import { insertPerson, type NewPerson, type Person, personOf } from './directory.ts'
import { PeopleError } from './errors.ts'
import { HOUSE_ROLES } from './roles.ts'

/** The first link stands on a terminal and may be in its scroll-back: it lasts for one sitting. */
const FIRST_LINK_LASTS_MS = HOUR_MS
/** Invitations travel by mail or chat and wait for a working day. */
const INVITATION_LASTS_MS = 72 * HOUR_MS

export type MadeLink = { readonly secret: string; readonly expiresAtMs: number }
export type Newcomer = { readonly id: string; readonly name: string }

/** One-time links: each is a way in once, for a while, and stored only as a digest. */
export class PersonLinks {
  readonly #context: PeopleContext

  constructor(context: PeopleContext) {
    this.#context = context
  }

  /** For whoever starts an installation that has no administrator; replaces an earlier one. */
  async makeFirst(): Promise<MadeLink> {
    await this.#context.db.deleteFrom('person_links').where('person_id', 'is', null).execute()
    return this.#make(null, 'system', FIRST_LINK_LASTS_MS)
  }

  /** Makes the person and the link. Throws PERSON_ID_INVALID or PERSON_ID_TAKEN. */
  async invite(person: NewPerson, actor: string): Promise<MadeLink> {
    assertRolesHere(this.#context, person.roles)
    const at = new Date(this.#context.clock.nowMs())
    await this.#context.db.transaction().execute(async (db) => {
      await insertPerson(db, person, { at, actor })
      await addPersonEvent(db, {
        at,
        actor,
        kind: 'invited',
        personId: person.id,
        roles: person.roles,
      })
    })
    return this.#make(person.id, actor, INVITATION_LASTS_MS)
  }

  /** For somebody who has no passkey here. Earlier links of the person are void. */
  async makeFor(person: Person, actor: string): Promise<MadeLink> {
    const { db, clock } = this.#context
    await db.deleteFrom('person_links').where('person_id', '=', person.id).execute()
    const at = new Date(clock.nowMs())
    await addPersonEvent(db, { at, actor, kind: 'link-made', personId: person.id })
    return this.#make(person.id, actor, INVITATION_LASTS_MS)
  }

  /** Whom the link is for; `undefined` for the first administrator. Throws LINK_INVALID. */
  async look(secret: string): Promise<Person | undefined> {
    const { db, clock } = this.#context
    const link = await db
      .selectFrom('person_links')
      .select('person_id')
      .where('digest', '=', digestOf(secret))
      .where('expires_at', '>', new Date(clock.nowMs()))
      .executeTakeFirst()
    if (!link) throw new PeopleError('LINK_INVALID')
    if (link.person_id === null) return undefined
    const row = await db
      .selectFrom('people')
      .selectAll()
      .where('id', '=', link.person_id)
      .executeTakeFirstOrThrow()
    return personOf(row)
  }

  /** Uses the link up; answers the id of who comes in. Two who come at once: one is refused. */
  async redeem(secret: string, newcomer: Newcomer | undefined): Promise<string> {
    const at = new Date(this.#context.clock.nowMs())
    return this.#context.db.transaction().execute(async (db) => {
      const link = await db
        .deleteFrom('person_links')
        .where('digest', '=', digestOf(secret))
        .where('expires_at', '>', at)
        .returning('person_id')
        .executeTakeFirst()
      if (!link) throw new PeopleError('LINK_INVALID')
      const personId = link.person_id ?? newcomer?.id
      if (personId === undefined) throw new PeopleError('PERSON_ID_INVALID')
      // All roles, so that one person can begin; the people page says so until there is a second.
      if (link.person_id === null)
        await insertPerson(
          db,
          {
            id: personId,
            name: newcomer?.name ?? '',
            roles: HOUSE_ROLES[this.#context.house],
          },
          { at, actor: 'system' },
        )
      await addPersonEvent(db, { at, actor: personId, kind: 'joined', personId })
      return personId
    })
  }

  async #make(personId: string | null, actor: string, lastsMs: number): Promise<MadeLink> {
    const { db, clock, draw } = this.#context
    const secret = drawSecret(draw)
    const nowMs = clock.nowMs()
    await db.deleteFrom('person_links').where('expires_at', '<=', new Date(nowMs)).execute()
    await db
      .insertInto('person_links')
      .values({
        digest: digestOf(secret),
        person_id: personId,
        created_at: new Date(nowMs),
        created_by: actor,
        expires_at: new Date(nowMs + lastsMs),
      })
      .execute()
    return { secret, expiresAtMs: nowMs + lastsMs }
  }
}
