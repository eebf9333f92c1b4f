import { plainText } from '../core/plain-text.ts'
import type { PeopleContext } from './context.ts'
import { PeopleError } from './errors.ts'

/** A name for filters that somebody uses again and again. What they mean is the console's affair. */
export type SavedView = {
  readonly name: string
  readonly query: Readonly<Record<string, string>>
  readonly savedAtMs: number
}

/** More names than anybody finds again. */
const VIEW_COUNT_MAX = 50
const NAME_LENGTH_MAX = 60
const QUERY_OCTETS_MAX = 1_000

/** Filters that people keep, each person's own: nobody sees what another looks for. */
export class SavedViews {
  readonly #context: PeopleContext

  constructor(context: PeopleContext) {
    this.#context = context
  }

  /** By name. */
  async list(owner: string): Promise<SavedView[]> {
    const rows = await this.#context.db
      .selectFrom('person_views')
      .selectAll()
      .where('owner', '=', owner)
      .orderBy('name')
      .execute()
    return rows.map(({ name, query, saved_at }) => ({ name, query, savedAtMs: saved_at.getTime() }))
  }

  /** One with the same name is replaced. Throws VIEW_INVALID or VIEW_COUNT_EXCEEDED. */
  async save(owner: string, name: string, query: SavedView['query']): Promise<void> {
    const { db, clock } = this.#context
    const plain = plainText(name)
    const text = JSON.stringify(
      Object.fromEntries(Object.entries(query).map(([key, value]) => [key, plainText(value)])),
    )
    if (plain === '' || plain.length > NAME_LENGTH_MAX || text.length > QUERY_OCTETS_MAX)
      throw new PeopleError('VIEW_INVALID')
    const others = (await this.list(owner)).filter((view) => view.name !== plain)
    if (others.length >= VIEW_COUNT_MAX) throw new PeopleError('VIEW_COUNT_EXCEEDED')
    const row = { query: text, saved_at: new Date(clock.nowMs()) }
    await db
      .insertInto('person_views')
      .values({ owner, name: plain, ...row })
      .onConflict((conflict) => conflict.columns(['owner', 'name']).doUpdateSet(row))
      .execute()
  }

  /** Nothing happens when there is none. */
  async remove(owner: string, name: string): Promise<void> {
    await this.#context.db
      .deleteFrom('person_views')
      .where('owner', '=', owner)
      .where('name', '=', plainText(name))
      .execute()
  }
}
