import { addPersonEvent, type PeopleContext } from './context.ts'
import { insertPerson } from './directory.ts'
import { PeopleError } from './errors.ts'
import { type Role, sortedRoles } from './roles.ts'

/** Whom an OpenID Connect provider vouches for, verified by whoever talked to it. */
export type OpenIdIdentity = {
  readonly issuer: string
  readonly subject: string
  /** A wish for the id of a new person, such as `preferred_username`. */
  readonly proposedId: string
  readonly name: string
  /** From the provider's claim by the operator's mapping; empty when nothing maps. */
  readonly roles: readonly Role[]
}

const SUFFIX_MAX = 100
/** Who made a person that came in by the mapping. */
const MAPPED = 'openid'

/** Which person an identity is. Issuer and subject together name it (OpenID Connect Core §2), never a mail address. */
export class OpenIdAccounts {
  readonly #context: PeopleContext

  constructor(context: PeopleContext) {
    this.#context = context
  }

  /**
   * The person's id. Somebody whom the mapping gives roles is taken in, and has from then on the roles
   * of the newest sign-in; who was invited and connected by hand keeps the roles given by hand.
   * Throws PERSON_NOT_INVITED.
   */
  async enter(identity: OpenIdIdentity): Promise<string> {
    const { db, clock } = this.#context
    const at = new Date(clock.nowMs())
    const roles = sortedRoles(identity.roles)
    return db.transaction().execute(async (transaction) => {
      const known = await transaction
        .selectFrom('people')
        .selectAll()
        .where('openid_issuer', '=', identity.issuer)
        .where('openid_subject', '=', identity.subject)
        .where('removed_at', 'is', null)
        .forUpdate()
        .executeTakeFirst()
      const by = { at, actor: MAPPED }
      if (known) {
        const isMapped = known.created_by === MAPPED
        if (!isMapped || sortedRoles(known.roles).join() === roles.join()) return known.id
        if (roles.length === 0) throw new PeopleError('PERSON_NOT_INVITED')
        await transaction
          .updateTable('people')
          .set({ roles: JSON.stringify(roles) })
          .where('id', '=', known.id)
          .execute()
        await addPersonEvent(transaction, {
          ...by,
          kind: 'roles-changed',
          personId: known.id,
          roles,
        })
        return known.id
      }
      if (roles.length === 0) throw new PeopleError('PERSON_NOT_INVITED')
      const id = await freeId(identity.proposedId, async (wish) => {
        const row = await transaction
          .selectFrom('people')
          .select('id')
          .where('id', '=', wish)
          .executeTakeFirst()
        return row === undefined
      })
      await insertPerson(transaction, { id, name: identity.name, roles }, by)
      await transaction
        .updateTable('people')
        .set({ openid_issuer: identity.issuer, openid_subject: identity.subject })
        .where('id', '=', id)
        .execute()
      await addPersonEvent(transaction, { ...by, kind: 'joined', personId: id, roles })
      return id
    })
  }

  /** Lets a person who is signed in use this identity from now on. */
  async connect(
    personId: string,
    identity: Pick<OpenIdIdentity, 'issuer' | 'subject'>,
  ): Promise<void> {
    const { db } = this.#context
    const taken = await db
      .selectFrom('people')
      .select('id')
      .where('openid_issuer', '=', identity.issuer)
      .where('openid_subject', '=', identity.subject)
      .executeTakeFirst()
    if (taken && taken.id !== personId) throw new PeopleError('SIGN_IN_REFUSED')
    await db
      .updateTable('people')
      .set({ openid_issuer: identity.issuer, openid_subject: identity.subject })
      .where('id', '=', personId)
      .execute()
  }
}

/** `Hanako.Yamada@isp.example` becomes `hanako.yamada`; a name that is taken gets a number. */
async function freeId(wish: string, isFree: (id: string) => Promise<boolean>): Promise<string> {
  const letters = wish
    .toLowerCase()
    .split('@')[0]!
    .replace(/[^a-z0-9._-]/g, '')
  const base = letters.replace(/^[^a-z]+/, '').slice(0, 36)
  const stem = base.length < 2 ? 'person' : base
  for (let suffix = 1; suffix <= SUFFIX_MAX; suffix++) {
    const id = suffix === 1 ? stem : `${stem}${suffix}`
    if (await isFree(id)) return id
  }
  throw new PeopleError('PERSON_ID_TAKEN')
}
