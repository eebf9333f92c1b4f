import { digestOf, drawHandle, drawSecret } from '../core/secret.ts'
import { DAY_MS, MINUTE_MS } from '../core/time-span.ts'
import type { PeopleContext } from './context.ts'
import { findPerson, type Person } from './directory.ts'
import { PeopleError } from './errors.ts'
import { type Role, sortedRoles } from './roles.ts'

/** Found by secret scanners, and told from a session at sight. */
export const TOKEN_PREFIX = 'noroshi_'
const TOKEN_COUNT_MAX = 50
const TOKEN_DAYS_MAX = 366
const LABEL_LENGTH_MAX = 100
const USED_STEP_MS = MINUTE_MS

export type NewToken = {
  readonly label: string
  readonly roles: readonly Role[]
  readonly days: number
}
export type TokenRow = {
  readonly id: string
  readonly label: string
  readonly roles: readonly Role[]
  readonly createdAtMs: number
  readonly expiresAtMs: number
  readonly usedAtMs: number | null
}

/** For programs: `Authorization: Bearer noroshi_…`. Acts as its person, within the token's roles. */
export class Tokens {
  readonly #context: PeopleContext

  constructor(context: PeopleContext) {
    this.#context = context
  }

  /**
   * The secret is answered once and never again. Throws TOKEN_INVALID or TOKEN_COUNT_EXCEEDED.
   *
   * @param isOwn its person made it after signing in; only such a one stands for the person when publishing
   */
  async make(
    person: Person,
    { label, roles, days }: NewToken,
    isOwn = false,
  ): Promise<{ id: string; secret: string }> {
    const { db, clock, draw } = this.#context
    const text = label.replaceAll('\0', '').trim()
    const isPossible =
      text !== '' &&
      text.length <= LABEL_LENGTH_MAX &&
      Number.isInteger(days) &&
      days >= 1 &&
      days <= TOKEN_DAYS_MAX &&
      roles.length > 0
    if (!isPossible) throw new PeopleError('TOKEN_INVALID')
    const nowMs = clock.nowMs()
    await db.deleteFrom('person_tokens').where('expires_at', '<=', new Date(nowMs)).execute()
    if ((await this.list(person.id)).length >= TOKEN_COUNT_MAX)
      throw new PeopleError('TOKEN_COUNT_EXCEEDED')
    const id = drawHandle(draw)
    const secret = `${TOKEN_PREFIX}${drawSecret(draw)}`
    await db
      .insertInto('person_tokens')
      .values({
        id,
        digest: digestOf(secret),
        person_id: person.id,
        label: text,
        roles: JSON.stringify(sortedRoles(roles)),
        created_at: new Date(nowMs),
        expires_at: new Date(nowMs + days * DAY_MS),
        is_own: isOwn,
      })
      .execute()
    return { id, secret }
  }

  /** Whose token this is and with which of its roles; `undefined` when it is nobody's or expired. */
  async find(
    secret: string,
  ): Promise<{ person: Person; roles: readonly Role[]; isOwn: boolean } | undefined> {
    if (!secret.startsWith(TOKEN_PREFIX)) return undefined
    const { db, clock } = this.#context
    const now = new Date(clock.nowMs())
    const token = await db
      .selectFrom('person_tokens')
      .selectAll()
      .where('digest', '=', digestOf(secret))
      .where('expires_at', '>', now)
      .executeTakeFirst()
    if (!token) return undefined
    const person = await findPerson(db, token.person_id)
    if (!person) return undefined
    if (!token.used_at || now.getTime() - token.used_at.getTime() >= USED_STEP_MS)
      await db
        .updateTable('person_tokens')
        .set({ used_at: now })
        .where('id', '=', token.id)
        .execute()
    return { person, roles: sortedRoles(token.roles), isOwn: token.is_own }
  }

  async list(personId: string): Promise<TokenRow[]> {
    const rows = await this.#context.db
      .selectFrom('person_tokens')
      .selectAll()
      .where('person_id', '=', personId)
      .orderBy('created_at', 'desc')
      .execute()
    return rows.map((row) => ({
      id: row.id,
      label: row.label,
      roles: sortedRoles(row.roles),
      createdAtMs: row.created_at.getTime(),
      expiresAtMs: row.expires_at.getTime(),
      usedAtMs: row.used_at?.getTime() ?? null,
    }))
  }

  async revoke(personId: string, id: string): Promise<void> {
    const { numDeletedRows } = await this.#context.db
      .deleteFrom('person_tokens')
      .where('person_id', '=', personId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (numDeletedRows === 0n) throw new PeopleError('TOKEN_INVALID')
  }
}
