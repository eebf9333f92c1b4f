import { isSamePerson } from '../../core/same-person.ts'
import { digestOf, drawSecret } from '../../core/secret.ts'
import { boundedText } from './bounded-text.ts'
import type { DisputeContext } from './context.ts'
import { DisputeError } from './errors.ts'

export type Officer = {
  readonly name: string
  readonly createdAtMs: number
  readonly endedAtMs: number | null
}

/** Found by secret scanners, and told from other tokens at sight. */
const PREFIX = 'noroshi_officer_'
const NAME_LENGTH_MAX = 60

/**
 * Who hears disputes. Two names typed at one keyboard are no two persons, so every act needs the token that
 * its officer keeps.
 */
export class Officers {
  readonly #context: DisputeContext

  constructor(context: DisputeContext) {
    this.#context = context
  }

  /** Answers the token, once. Throws DISPUTE_OFFICER_TAKEN, also for a name that only looks different. */
  async add(nameText: string): Promise<string> {
    const { db, clock, draw } = this.#context
    const name = boundedText(nameText, NAME_LENGTH_MAX)
    // In histories a name is one person's for ever.
    if ((await this.list()).some((other) => isSamePerson(other.name, name)))
      throw new DisputeError('DISPUTE_OFFICER_TAKEN', 'an officer has or had this name')
    const token = PREFIX + drawSecret(draw)
    await db
      .insertInto('dispute_officers')
      .values({
        name,
        token_digest: digestOf(token),
        created_at: new Date(clock.nowMs()),
        ended_at: null,
      })
      .execute()
    return token
  }

  /** At once. Throws DISPUTE_OFFICER_UNKNOWN. */
  async end(name: string): Promise<void> {
    const { db, clock } = this.#context
    const { numUpdatedRows } = await db
      .updateTable('dispute_officers')
      .set({ ended_at: new Date(clock.nowMs()) })
      .where('name', '=', name)
      .where('ended_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows !== 1n) throw unknown()
  }

  async list(): Promise<Officer[]> {
    const rows = await this.#context.db
      .selectFrom('dispute_officers')
      .select(['name', 'created_at', 'ended_at'])
      .orderBy('created_at')
      .execute()
    return rows.map(({ name, created_at, ended_at }) => ({
      name,
      createdAtMs: created_at.getTime(),
      endedAtMs: ended_at?.getTime() ?? null,
    }))
  }

  /** Whose token it is. Throws DISPUTE_OFFICER_UNKNOWN. */
  async nameOf(token: string | undefined): Promise<string> {
    const row = await this.#context.db
      .selectFrom('dispute_officers')
      .select('name')
      .where('token_digest', '=', digestOf(token ?? ''))
      .where('ended_at', 'is', null)
      .executeTakeFirst()
    if (!row) throw unknown()
    return row.name
  }
}

const unknown = (): DisputeError =>
  new DisputeError('DISPUTE_OFFICER_UNKNOWN', 'no officer in office has this token')
